package dev.linger.log;

import java.time.Duration;

/**
 * How long things are kept.
 *
 * @param recentEvents how many of the newest events a node keeps in memory, and about how many the
 *     tail stream holds; at least 1
 * @param recentBytes about how many bytes of them a node keeps in memory; at least 1
 * @param channelEvents about how many of its newest events a channel keeps for those who catch up;
 *     at least 1
 * @param channelAge how long a channel is kept after its last event
 * @param onceAge how long an idempotency key is remembered
 */
public record Retention(
    int recentEvents, long recentBytes, int channelEvents, Duration channelAge, Duration onceAge) {

  /** Enough for a large forum's last minutes in memory, and a day of catch-up. */
  public static final Retention DEFAULT =
      new Retention(16_384, 64L << 20, 1_000, Duration.ofDays(1), Duration.ofHours(1));
}
