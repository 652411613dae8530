package dev.linger.log;

import dev.linger.event.ChannelName;
import java.time.Duration;

/**
 * How long things are kept. What is told to a user is kept longer than what is said in threads: a
 * thread's page has its posts from elsewhere, but notifications are nowhere else. The ages and
 * lengths of channels are Redis' business; the memory log has its newest events, and nothing more.
 *
 * @param recentEvents how many of the newest events a node keeps in memory, and about how many the
 *     tail stream holds; at least 1
 * @param recentBytes about how many bytes of them a node keeps in memory; at least 1
 * @param channelEvents about how many of its newest events a channel keeps for those who catch up;
 *     at least 1
 * @param channelAge how long a channel is kept after its last event
 * @param userEvents the same number for a user's own channel
 * @param userAge the same age for a user's own channel
 * @param onceAge how long an idempotency key is remembered
 */
public record Retention(
    int recentEvents,
    long recentBytes,
    int channelEvents,
    Duration channelAge,
    int userEvents,
    Duration userAge,
    Duration onceAge) {

  /**
   * Enough for a large forum's last minutes in memory, a day of catch-up, and a month of
   * notifications.
   */
  public static final Retention DEFAULT =
      new Retention(
          16_384,
          64L << 20,
          1_000,
          Duration.ofDays(1),
          1_000,
          Duration.ofDays(30),
          Duration.ofHours(1));

  /** One retention for all channels. */
  public Retention(
      int recentEvents,
      long recentBytes,
      int channelEvents,
      Duration channelAge,
      Duration onceAge) {
    this(recentEvents, recentBytes, channelEvents, channelAge, channelEvents, channelAge, onceAge);
  }

  /** How long a channel is kept after its last event. */
  Duration ageOf(ChannelName channel) {
    return channel.isUser() ? userAge : channelAge;
  }
}
