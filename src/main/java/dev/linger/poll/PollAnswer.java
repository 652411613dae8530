package dev.linger.poll;

import dev.linger.event.Replay;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a poll is told.
 *
 * @param replay events, nothing yet, or a reset
 * @param advice how to go on; null for "at once, as before"
 */
public record PollAnswer(Replay replay, @Nullable Advice advice) {

  /**
   * What the server asks of the client.
   *
   * @param hold the longest hold that the server grants; null for no advice
   * @param pause how long to wait before the next poll; null for none
   */
  public record Advice(@Nullable Duration hold, @Nullable Duration pause) {}
}
