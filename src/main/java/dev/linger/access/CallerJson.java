package dev.linger.access;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A caller as text, for a store that only we write to. */
final class CallerJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private CallerJson() {}

  static String write(Caller caller) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("user", caller.user()).put("name", caller.name());
    ArrayNode groups = json.putArray("groups");
    caller.groups().forEach(groups::add);
    patterns(json.putArray("read"), caller.grants().read());
    patterns(json.putArray("publish"), caller.grants().publish());
    Pass pass = caller.pass();
    if (pass != null) {
      json.putObject("pass")
          .put("id", pass.id())
          .put("issuedAt", pass.issuedAtMillis())
          .put("expiresAt", pass.expiresAtMillis());
    }
    return json.toString();
  }

  /**
   * What {@link #write} gave.
   *
   * @throws IllegalArgumentException if it did not
   */
  static Caller read(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      Grants grants = new Grants(patterns(json.path("read")), patterns(json.path("publish")));
      return new Caller(
          text(json, "user"),
          text(json, "name"),
          Set.copyOf(texts(json.path("groups"))),
          grants,
          pass(json.path("pass")));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a caller", e);
    }
  }

  private static @Nullable Pass pass(JsonNode json) {
    return json.isObject()
        ? new Pass(
            text(json, "id"), json.path("issuedAt").asLong(), json.path("expiresAt").asLong())
        : null;
  }

  private static @Nullable String text(JsonNode json, String field) {
    return json.path(field).textValue();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static List<ChannelPattern> patterns(JsonNode list) {
    return texts(list).stream().map(ChannelPattern::new).toList();
  }

  private static void patterns(ArrayNode list, List<ChannelPattern> patterns) {
    patterns.forEach(pattern -> list.add(pattern.text()));
  }
}
