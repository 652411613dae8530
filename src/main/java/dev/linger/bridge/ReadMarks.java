package dev.linger.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.ChannelName;
import dev.linger.log.LogUnavailableException;

/**
 * How far people have read, as the forum's rules keep it. The bridge lies beside those rules and
 * does not know them: {@code App} joins the two.
 *
 * <p>Threading: called by the bridge's thread.
 */
@FunctionalInterface
public interface ReadMarks {

  /**
   * Moves a mark forward and tells its channel, not as something that the forum has to be told. A
   * mark that is there already, or further on, is left as it is; so a node that takes over may say
   * again what the one before it could not note any more.
   *
   * @param channel the thread's of a {@code read}, the user's own of a {@code notifications_read}
   * @throws IllegalArgumentException if it can't be believed; the message does not repeat it
   */
  void move(ChannelName channel, ObjectNode message) throws LogUnavailableException;
}
