package dev.linger.forum;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can be in a thread, with however many tabs and devices.
 *
 * @param id the forum's user id; without line breaks, which part it from other things in a store
 * @param name what others call them; null if that is not known
 */
public record Person(String id, @Nullable String name) {

  /** The longest id, in characters. A longer one could have no channel of its own, either. */
  static final int MAX_ID_LENGTH = 128;

  /** The longest name that others are told, in characters; what is longer is cut. */
  static final int MAX_NAME_LENGTH = 100;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Checks the id, and makes the name one that can be told.
   *
   * @throws IllegalArgumentException if it is no id
   */
  public Person {
    if (!isId(id)) {
      throw new IllegalArgumentException("an id has 1 to " + MAX_ID_LENGTH + " characters of text");
    }
    name = name == null || name.isBlank() ? null : cut(name);
  }

  /** True if somebody of this id can be told of. */
  public static boolean isId(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ID_LENGTH
        && id.chars().noneMatch(Character::isISOControl)
        && wellFormed(id).equals(id);
  }

  /** As events and snapshots tell of them. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("userId", id);
    return name == null ? json : json.put("userName", name);
  }

  /** What {@link #json} had made. */
  static Person parse(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      return new Person(node.path("userId").asText(), node.path("userName").textValue());
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no person: not written by Linger", e);
    }
  }

  private static String cut(String name) {
    if (name.length() <= MAX_NAME_LENGTH) {
      return wellFormed(name);
    }
    int end = Character.isHighSurrogate(name.charAt(MAX_NAME_LENGTH - 1)) ? 1 : 0;
    return wellFormed(name.substring(0, MAX_NAME_LENGTH - end));
  }

  /** Half a surrogate pair, which UTF-8 can't carry, becomes a question mark. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
