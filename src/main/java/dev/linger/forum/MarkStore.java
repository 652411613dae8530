package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a user has looked at their notifications.
 *
 * <p>Threading: any thread; {@link #advance} is one step, whoever else advances at the same time.
 */
public interface MarkStore {

  /**
   * How long a mark is kept after it was last moved or asked for. Longer than any notification: one
   * that outlived its mark would be unread again.
   */
  Duration AGE = Duration.ofDays(400);

  /** What became of moving a mark. */
  enum Move {
    /** It was moved, and the user's channel was told. */
    MOVED,
    /** It was there, or further on: nothing has changed. */
    UNCHANGED,
    /** The log does not reach that far: nothing has changed. */
    AHEAD
  }

  /**
   * Moves a mark forward and tells the user's channel.
   *
   * @param told the event that tells it
   */
  Move advance(ChannelName user, Position upTo, Draft told, Origin origin)
      throws LogUnavailableException;

  /** The mark; null if there is none. */
  @Nullable Position mark(ChannelName user) throws LogUnavailableException;
}
