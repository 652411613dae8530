package dev.linger.bridge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.ChannelName;
import dev.linger.event.Kind;
import dev.linger.log.Draft;
import dev.linger.publish.Routing;
import dev.linger.publish.StrictJson;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes events of what the forum says, or says why not. It does not repeat what it refuses.
 *
 * <p>How long a message matters it does not say. Typing is over after 5 s, and of everything else
 * {@link Routing#kindOf} knows. How far somebody has read is {@link ReadMarks}'s to say.
 */
final class Inbound {

  /** What a message asks for. */
  sealed interface Wish {

    /** Not to be bridged. */
    record Left() implements Wish {}

    /** To be told to a channel. */
    record Told(Draft draft) implements Wish {}

    /** That it be known how far somebody has read. */
    record Marked(ChannelName channel, ObjectNode message) implements Wish {}
  }

  private static final int MAX_TYPE_LENGTH = 64;

  /** As long as the typing that clients of our own report. */
  private static final Kind TYPING = new Kind.Ephemeral(Duration.ofSeconds(5));

  private final BridgeSettings settings;

  Inbound(BridgeSettings settings) {
    this.settings = settings;
  }

  /**
   * What to do about a message.
   *
   * @throws IllegalArgumentException if it is none that can be stored; the exception says why
   */
  Wish wish(Word word) {
    if (word.length() > settings.limits().eventLength()) {
      throw tooLong();
    }
    ObjectNode message = object(word.text());
    Optional<ChannelName> channel = settings.routes().channelOf(word.channel(), message);
    if (channel.isEmpty()) {
      return new Wish.Left();
    }
    // Written anew: a line break between two fields would break an event stream.
    String data = StrictJson.text(message);
    if (data.length() > settings.limits().eventLength()) {
      throw tooLong();
    }
    return isMark(channel.get(), message)
        ? new Wish.Marked(channel.get(), message)
        : new Wish.Told(new Draft(channel.get(), kind(message), data, null));
  }

  /** Only where its channel is what it is about: an operator may have sent it elsewhere. */
  private static boolean isMark(ChannelName channel, ObjectNode message) {
    return switch (message.path("type").asText()) {
      case "read" -> message.hasNonNull("threadId") && channel.equals(Routing.channelOf(message));
      case "notifications_read" -> channel.isUser();
      default -> false;
    };
  }

  private static Kind kind(ObjectNode message) {
    return message.path("type").asText().equals("user_typing") ? TYPING : Routing.kindOf(message);
  }

  private static ObjectNode object(String text) {
    JsonNode message;
    try {
      message = StrictJson.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON that is read here", e);
    }
    if (!(message instanceof ObjectNode object)) {
      throw new IllegalArgumentException("not a JSON object");
    }
    JsonNode type = object.path("type");
    if (!type.isTextual() || type.asText().isEmpty() || type.asText().length() > MAX_TYPE_LENGTH) {
      throw new IllegalArgumentException("no type of 1 to " + MAX_TYPE_LENGTH + " characters");
    }
    return object;
  }

  private IllegalArgumentException tooLong() {
    return new IllegalArgumentException(
        "longer than " + settings.limits().eventLength() + " characters");
  }
}
