package dev.linger.bridge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.ChannelName;
import dev.linger.publish.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes messages of events, for the forum's servers.
 *
 * <p>They know only what a message says, not which channel it was in. So an event is told on the
 * first pub/sub channel from which it would come back to where it is; one that would come back
 * elsewhere, such as what is said to a user without naming them, would be shown to everybody, and
 * is not told. A notification goes to {@code notifications} if that is bridged, and nothing else
 * does if there is another.
 */
final class Outbound {

  private static final String NOTIFICATIONS = "notifications";

  /** What is said there: that there is something to see, and that somebody has seen it. */
  private static final Set<String> NOTIFYING = Set.of("notification", "notifications_read");

  private final BridgeSettings settings;

  Outbound(BridgeSettings settings) {
    this.settings = settings;
  }

  /**
   * A message for the forum.
   *
   * @param channel the pub/sub channel
   */
  record Telling(String channel, String text) {}

  /**
   * The message; empty if the forum's servers could not tell whom it is for.
   *
   * @param cursor of who has seen it
   */
  Optional<Telling> telling(String channel, String data, String cursor) {
    try {
      if (!(StrictJson.MAPPER.readTree(data) instanceof ObjectNode message)
          || !message.path("type").isTextual()) {
        return Optional.empty();
      }
      Optional<String> pubsub = pubsub(new ChannelName(channel), message);
      if (settings.isWithCursor()) {
        message.put("cursor", cursor);
        return pubsub.map(name -> new Telling(name, StrictJson.text(message)));
      }
      return pubsub.map(name -> new Telling(name, data));
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> pubsub(ChannelName channel, JsonNode message) {
    boolean isNotification = NOTIFYING.contains(message.path("type").asText());
    List<String> wanted = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : settings.channels()) {
      (name.equals(NOTIFICATIONS) == isNotification ? wanted : others).add(name);
    }
    wanted.addAll(others);
    return wanted.stream().filter(name -> comesBackTo(channel, name, message)).findFirst();
  }

  private boolean comesBackTo(ChannelName channel, String pubsub, JsonNode message) {
    try {
      return settings.routes().channelOf(pubsub, message).filter(channel::equals).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
