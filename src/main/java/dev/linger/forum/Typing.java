package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.event.Kind;
import dev.linger.hub.Ticker;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import dev.linger.publish.Publisher;
import dev.linger.publish.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is typing in a thread. A page may say so with every key; what leaves the node is one event
 * for a person and thread in {@link #INTERVAL}, which nobody is told late.
 *
 * <p>Threading: any thread. Two reports at once are one: the map decides, in an atomic step on the
 * person and thread.
 */
public final class Typing {

  /** How long an event is true. Pages show it for 3 s after the last one that they heard of. */
  static final Duration TTL = Duration.ofSeconds(5);

  /** The least time between two events of a person in a thread: shorter than a page shows one. */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  /**
   * How many people in threads are remembered, each for {@link #INTERVAL}: more than can be typing
   * on one node. Beyond it nobody is told anything, rather than everybody too much.
   */
  static final int MAX_REMEMBERED = 50_000;

  private record Typist(String who, ChannelName thread) {}

  private final Publisher publisher;
  private final Ticker ticker;
  private final Map<Typist, Long> toldAt = new ConcurrentHashMap<>();

  /** Nobody is typing. */
  public Typing(Publisher publisher, Ticker ticker) {
    this.publisher = publisher;
    this.ticker = ticker;
  }

  /**
   * Somebody has pressed a key: tells the thread, unless that was just done.
   *
   * @param who tells one person from another
   * @param data the event's JSON object
   * @throws RefusedException if the data is beyond a bound
   * @throws LogUnavailableException if the log did not confirm it
   */
  public void typed(String who, ChannelName thread, String data)
      throws RefusedException, LogUnavailableException {
    if (isDue(new Typist(who, thread))) {
      publisher.publish(List.of(new Draft(thread, new Kind.Ephemeral(TTL), data, null)));
    }
  }

  private boolean isDue(Typist typist) {
    long now = ticker.nanos();
    if (toldAt.size() >= MAX_REMEMBERED) {
      toldAt.values().removeIf(told -> !isRecent(told, now));
      if (toldAt.size() >= MAX_REMEMBERED) {
        return false;
      }
    }
    boolean[] due = new boolean[1];
    toldAt.compute(
        typist,
        (key, told) -> {
          due[0] = told == null || !isRecent(told, now);
          return due[0] ? Long.valueOf(now) : told;
        });
    return due[0];
  }

  private static boolean isRecent(long told, long now) {
    return now - told < INTERVAL.toNanos();
  }

  int remembered() {
    return toldAt.size();
  }
}
