package dev.linger.http;

import dev.linger.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency keys, as the log has them. One counts only next to who uses it, and where: nobody can
 * take another's, by accident or on purpose, and have their word dropped.
 */
final class Once {

  /** The longest key, in characters. */
  static final int MAX_LENGTH = 200;

  private Once() {}

  /**
   * The log's key.
   *
   * @param where what it is used for; without a colon, as users' ids are
   * @param key the caller's; null for none
   * @throws IllegalArgumentException if it is empty or too long
   */
  static @Nullable String of(String where, Caller caller, @Nullable String key) {
    if (key == null) {
      return null;
    }
    if (key.isEmpty() || key.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to " + MAX_LENGTH + " characters");
    }
    String user = caller.user() == null ? "" : caller.user();
    return where + ":" + user + ":" + key;
  }
}
