package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;

/**
 * Who wants to know how far the log can be read. Called on the log's own thread: return at once.
 */
public interface LogListener {

  /** The channel can now be read up to this position. */
  void advanced(ChannelName channel, Position position);

  /**
   * Anything may have changed: the log was away and is back, or has begun a new life. Read again.
   */
  void resumed();
}
