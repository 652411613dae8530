package dev.linger.forum;

import java.time.Duration;

/**
 * The bounds of presence.
 *
 * @param lease how long a person counts as there after one of their polls was last seen
 * @param named up to how many people in a thread are told by name; beyond, only how many they are
 */
public record PresenceLimits(Duration lease, int named) {

  /**
   * Longer than the longest hold and what a client then waits before it comes back; as many names
   * as a page might show.
   */
  public static final PresenceLimits DEFAULT = new PresenceLimits(Duration.ofSeconds(90), 100);

  /**
   * How long a client that has said goodbye is still there: a page that is loaded again has a new
   * client by then, and nobody hears of it.
   */
  static final Duration GRACE = Duration.ofSeconds(3);

  /**
   * How long an event of presence is told to those who follow. A page that was away for longer
   * takes a snapshot.
   */
  static final Duration TTL = Duration.ofMinutes(5);

  /** The least time between two counts of a thread with more people than are named. */
  static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

  /**
   * How many clients of one person count in a thread. One more is not needed: the person is there.
   */
  static final int MAX_CLIENTS = 32;
}
