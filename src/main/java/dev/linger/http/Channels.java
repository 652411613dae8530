package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.access.Caller;
import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import org.jspecify.annotations.Nullable;

/** Channel names as they come over the wire. */
final class Channels {

  /** Stands for the caller's own channel, so that a page need not know its user's id. */
  private static final String ME = "user:me";

  private Channels() {}

  /** The place in the log that an event's id names. */
  static Position position(String id, String what) throws ProblemException {
    try {
      return Position.parse(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_position", what + " is the id of an event");
    }
  }

  /** The channel that a client means. */
  static ChannelName named(@Nullable JsonNode node, Caller caller) throws ProblemException {
    if (node == null || !node.isTextual()) {
      throw ProblemException.badRequest("invalid_channel", "a channel is a string");
    }
    String text = node.textValue();
    if (text.equals(ME)) {
      return Callers.own(caller);
    }
    try {
      ChannelName channel = new ChannelName(text);
      if (channel.isReserved()) {
        throw ProblemException.badRequest(
            "reserved_channel", "the channels linger:… are the server's own");
      }
      return channel;
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_channel", String.valueOf(e.getMessage()));
    }
  }
}
