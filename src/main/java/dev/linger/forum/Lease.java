package dev.linger.forum;

import dev.linger.event.ChannelName;

/**
 * That a person is in a thread, as one of their clients shows. They are there while any of their
 * leases lasts.
 *
 * @param thread the thread's channel
 * @param person who
 * @param client which of their clients: the user's id, a line break, and what it calls itself
 */
public record Lease(ChannelName thread, Person person, String client) {

  private static final String THREAD = "thread:";

  /**
   * Checks that the client is the person's.
   *
   * @throws IllegalArgumentException if it is another's, or the channel is no thread's
   */
  public Lease {
    if (!isThread(thread) || !client.startsWith(person.id() + "\n")) {
      throw new IllegalArgumentException("a lease is a person's, in a thread");
    }
  }

  /** True for the channels that people are in. */
  public static boolean isThread(ChannelName channel) {
    return channel.value().startsWith(THREAD) && channel.value().length() > THREAD.length();
  }

  static String threadId(ChannelName thread) {
    return thread.value().substring(THREAD.length());
  }

  /** What tells it from all others. */
  String key() {
    return thread.value() + "\n" + client;
  }

  /** Fit for a log line: leaves out who. */
  @Override
  public String toString() {
    return "Lease[" + thread + "]";
  }
}
