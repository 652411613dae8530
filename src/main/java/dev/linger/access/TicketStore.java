package dev.linger.access;

import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps something small for a moment, for whoever comes first.
 *
 * <p>Threading: any thread.
 */
public interface TicketStore {

  /** Keeps it for so long, at the most. */
  void put(String key, String text, Duration age) throws LogUnavailableException;

  /** Takes it out; null if it is not there, or not any more. Of two who ask, one gets it. */
  @Nullable String take(String key) throws LogUnavailableException;
}
