package dev.linger.log;

import dev.linger.event.Audience;
import dev.linger.event.ChannelName;
import dev.linger.event.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An event that is not in the log yet.
 *
 * @param channel where it goes
 * @param kind how long it matters
 * @param data a JSON object, as text; checked by whoever made the draft
 * @param once an idempotency key: a second draft with the same key is not stored again; null for
 *     none. 1 to {@value #MAX_ONCE_LENGTH} characters
 * @param audience for whom it is, among those who may read the channel
 */
public record Draft(
    ChannelName channel, Kind kind, String data, @Nullable String once, Audience audience) {

  /** The longest idempotency key, in characters. */
  public static final int MAX_ONCE_LENGTH = 512;

  /**
   * Checks the key.
   *
   * @throws IllegalArgumentException if it is empty or too long
   */
  public Draft {
    if (once != null && (once.isEmpty() || once.length() > MAX_ONCE_LENGTH)) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to " + MAX_ONCE_LENGTH + " characters");
    }
  }

  /** For everybody who may read the channel. */
  public Draft(ChannelName channel, Kind kind, String data, @Nullable String once) {
    this(channel, kind, data, once, Audience.EVERYBODY);
  }

  /** Fit for a log line: leaves out the data, which is the users' own. */
  @Override
  public String toString() {
    return "Draft[" + channel + " " + kind + ", " + data.length() + " characters]";
  }
}
