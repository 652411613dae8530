package dev.linger.forum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.linger.event.Event;

/** Looks into events for what the forum's rules need of them. */
final class EventJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private EventJson() {}

  /** The data of an event of this type; nothing if it is of another. */
  static JsonNode of(Event event, String type) {
    // Most events are something else: seen without making a tree of them.
    if (!event.data().contains("\"" + type + "\"")) {
      return MissingNode.getInstance();
    }
    JsonNode json = read(event.data());
    return json.path("type").asText().equals(type) ? json : MissingNode.getInstance();
  }

  static JsonNode read(String data) {
    try {
      return MAPPER.readTree(data);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
