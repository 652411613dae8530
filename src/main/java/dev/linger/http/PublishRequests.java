package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.access.Caller;
import dev.linger.event.Audience;
import dev.linger.event.ChannelName;
import dev.linger.event.Kind;
import dev.linger.log.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes drafts of what a publisher sent, or says precisely what is wrong with it. */
final class PublishRequests {

  private static final Set<String> FIELDS =
      Set.of("channel", "data", "key", "ttl", "id", "audience", "token");

  /** The longest Idempotency-Key header: the index of an array's item is added to it. */
  private static final int MAX_ONCE_LENGTH = Once.MAX_LENGTH - 8;

  private final Callers callers;

  PublishRequests(Callers callers) {
    this.callers = callers;
  }

  /** The token in the body: the first event's that has one. */
  static @Nullable String token(JsonNode body) throws ProblemException {
    for (JsonNode item : body.isArray() ? body : List.of(body)) {
      String token = Fields.of(item, "an event").string("token");
      if (token != null) {
        return token;
      }
    }
    return null;
  }

  /**
   * Reads one event or an array of them.
   *
   * @param once the Idempotency-Key header; the events of an array share it, told apart by their
   *     place
   */
  List<Draft> read(JsonNode body, Caller caller, @Nullable String once) throws ProblemException {
    if (once != null && (once.isBlank() || once.length() > MAX_ONCE_LENGTH)) {
      throw ProblemException.badRequest(
          "invalid_idempotency_key", "Idempotency-Key has 1 to " + MAX_ONCE_LENGTH + " characters");
    }
    if (!body.isArray()) {
      return List.of(draft(body, caller, once));
    }
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < body.size(); i++) {
      drafts.add(draft(body.get(i), caller, once == null ? null : once + "#" + i));
    }
    return drafts;
  }

  private Draft draft(JsonNode node, Caller caller, @Nullable String once) throws ProblemException {
    Fields fields = Fields.of(node, "an event");
    fields.allowOnly(FIELDS);
    ChannelName channel = Channels.named(fields.get("channel"), caller);
    if (!callers.access().mayPublish(caller, channel)) {
      throw new ProblemException(
          Problem.of(403, "forbidden", "you may not publish to this channel"));
    }
    JsonNode data = fields.get("data");
    if (data == null || !data.isObject()) {
      throw ProblemException.badRequest("invalid_data", "data is a JSON object");
    }
    String id = fields.string("id");
    try {
      return new Draft(
          channel,
          kind(fields),
          Json.text(data),
          Once.of("events", caller, id == null ? once : id),
          audience(fields));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_id", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Who means everybody leaves it out. A null, or one without names, is more likely a publisher's
   * mistake, and must not tell everybody.
   */
  private static Audience audience(Fields fields) throws ProblemException {
    if (!fields.has("audience")) {
      return Audience.EVERYBODY;
    }
    @Nullable JsonNode node = fields.get("audience");
    if (node == null) {
      throw ProblemException.badRequest("invalid_audience", "an audience names users or groups");
    }
    Fields named = Fields.of(node, "an audience");
    named.allowOnly(Set.of("users", "groups"));
    try {
      Audience audience = new Audience(names(named, "users"), names(named, "groups"));
      if (audience.isEverybody()) {
        throw new IllegalArgumentException("an audience names users or groups");
      }
      return audience;
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_audience", String.valueOf(e.getMessage()));
    }
  }

  private static Set<String> names(Fields fields, String field) {
    Set<String> names = new HashSet<>();
    JsonNode list = fields.get(field);
    if (list == null) {
      return names;
    }
    if (!list.isArray() || list.size() > Audience.MAX_NAMES) {
      throw new IllegalArgumentException(
          field + " is a list of at most " + Audience.MAX_NAMES + " strings");
    }
    for (JsonNode name : list) {
      if (!name.isTextual() || !Json.isWellFormed(name.textValue())) {
        throw new IllegalArgumentException(field + " is a list of well-formed strings");
      }
      names.add(name.textValue());
    }
    return names;
  }

  private static Kind kind(Fields fields) throws ProblemException {
    String key = fields.string("key");
    boolean hasTtl = fields.get("ttl") != null;
    if (key != null && hasTtl) {
      throw ProblemException.badRequest("invalid_field", "an event has a key or a ttl, not both");
    }
    try {
      if (key != null) {
        return new Kind.LatestWins(key);
      }
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_key", String.valueOf(e.getMessage()));
    }
    if (!hasTtl) {
      return Kind.DURABLE;
    }
    double seconds = fields.number("ttl", 0, (double) Kind.Ephemeral.MAX_TTL.toSeconds());
    long millis = Math.round(seconds * 1000);
    if (millis == 0) {
      throw ProblemException.badRequest("invalid_ttl", "ttl is more than 0 seconds");
    }
    return new Kind.Ephemeral(Duration.ofMillis(millis));
  }
}
