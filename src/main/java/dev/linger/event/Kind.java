package dev.linger.event;

import java.time.Duration;

/** How long an event matters, and next to what. */
public sealed interface Kind {

  /** Kept in the log, and given to everyone who catches up. */
  record Durable() implements Kind {}

  /**
   * Kept in the log; within one answer only the newest event of a channel and key is given. For
   * like counts and receipts, where the last word makes the earlier ones worthless.
   *
   * @param key 1 to {@value #MAX_KEY_LENGTH} characters
   */
  record LatestWins(String key) implements Kind {

    /** The longest key, in characters. */
    public static final int MAX_KEY_LENGTH = 128;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the key is empty or too long
     */
    public LatestWins {
      if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
        throw new IllegalArgumentException("a key has 1 to " + MAX_KEY_LENGTH + " characters");
      }
    }
  }

  /**
   * Told to those who follow the log now and skipped once it has expired; never in the catch-up.
   * For typing and presence.
   *
   * @param ttl how long after its position it still matters; more than zero, at most {@link
   *     #MAX_TTL}
   */
  record Ephemeral(Duration ttl) implements Kind {

    /** The longest life of an ephemeral event; what must live longer is durable. */
    public static final Duration MAX_TTL = Duration.ofHours(1);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the ttl is not more than zero and at most {@link
     *     #MAX_TTL}
     */
    public Ephemeral {
      if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
        throw new IllegalArgumentException(
            "a ttl is more than 0 and at most " + MAX_TTL.toSeconds() + " seconds");
      }
    }
  }

  /** The usual kind. */
  Kind DURABLE = new Durable();
}
