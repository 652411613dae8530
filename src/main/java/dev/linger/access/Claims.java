package dev.linger.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.Audience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, once its signature has been found good. Whatever is not as it should be makes
 * the whole token no good: half of somebody's rights is a riddle, and a mistyped right must not be
 * none.
 */
record Claims(ObjectNode json) {

  /** The most patterns in {@code channels}, and in {@code publish}. Each is looked at in turn. */
  static final int MAX_PATTERNS = 100;

  /** The most groups. */
  static final int MAX_GROUPS = 100;

  /** The longest name of a person, and {@code jti}, in characters. */
  static final int MAX_TEXT = 200;

  /** The year 5138. Beyond it somebody has written milliseconds. */
  private static final double MAX_SECONDS = 1e11;

  private static final double MILLIS = 1_000;

  /**
   * Who it is, if the token is good now.
   *
   * @param nowMillis since 1970
   */
  Caller caller(TokenRules rules, long nowMillis) throws RefusedTokenException {
    checkIssuer(rules);
    checkAudience(rules);
    Pass pass = pass(rules, nowMillis);
    return new Caller(
        subject(),
        text("name", Refusal.CLAIM),
        new HashSet<>(groups()),
        new Grants(patterns("channels"), patterns("publish")),
        pass);
  }

  private void checkIssuer(TokenRules rules) throws RefusedTokenException {
    String issuer = rules.issuer();
    if (issuer != null && !issuer.equals(text("iss", Refusal.ISSUER))) {
      throw new RefusedTokenException(Refusal.ISSUER);
    }
  }

  private void checkAudience(TokenRules rules) throws RefusedTokenException {
    if (rules.audiences().isEmpty()) {
      return;
    }
    JsonNode claim = json.path("aud");
    List<String> told =
        claim.isTextual() ? List.of(claim.textValue()) : texts("aud", MAX_GROUPS, Refusal.AUDIENCE);
    if (told.stream().noneMatch(rules.audiences()::contains)) {
      throw new RefusedTokenException(Refusal.AUDIENCE);
    }
  }

  private Pass pass(TokenRules rules, long nowMillis) throws RefusedTokenException {
    if (!json.has("exp")) {
      throw new RefusedTokenException(Refusal.ENDLESS);
    }
    long expires = millis("exp");
    long issued = json.has("iat") ? millis("iat") : 0;
    long begins = json.has("nbf") ? millis("nbf") : 0;
    if (expires <= nowMillis) {
      throw new RefusedTokenException(Refusal.EXPIRED);
    }
    if (expires - nowMillis > rules.longestMillis()) {
      throw new RefusedTokenException(Refusal.TOO_LASTING);
    }
    if (Math.max(issued, begins) - nowMillis > TokenRules.LEEWAY.toMillis()) {
      throw new RefusedTokenException(Refusal.NOT_YET);
    }
    return new Pass(text("jti", Refusal.CLAIM), issued, expires);
  }

  private String subject() throws RefusedTokenException {
    String subject = text("sub", Refusal.SUBJECT);
    if (subject == null || !Caller.canBeCalled(subject)) {
      throw new RefusedTokenException(Refusal.SUBJECT);
    }
    return subject;
  }

  private List<ChannelPattern> patterns(String name) throws RefusedTokenException {
    List<ChannelPattern> patterns = new ArrayList<>();
    for (String text : texts(name, MAX_PATTERNS, Refusal.CLAIM)) {
      try {
        patterns.add(new ChannelPattern(text));
      } catch (IllegalArgumentException e) {
        throw new RefusedTokenException(Refusal.CLAIM);
      }
    }
    return patterns;
  }

  private List<String> groups() throws RefusedTokenException {
    List<String> groups = texts("groups", MAX_GROUPS, Refusal.CLAIM);
    for (String group : groups) {
      if (group.isEmpty() || group.length() > Audience.MAX_NAME_LENGTH) {
        throw new RefusedTokenException(Refusal.CLAIM);
      }
    }
    return groups;
  }

  /** A list of strings; an empty one if there is none. */
  private List<String> texts(String name, int most, Refusal otherwise)
      throws RefusedTokenException {
    if (!json.has(name)) {
      return List.of();
    }
    JsonNode list = json.path(name);
    if (!list.isArray() || list.size() > most) {
      throw new RefusedTokenException(otherwise);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list) {
      texts.add(text(each, otherwise));
    }
    return texts;
  }

  private @Nullable String text(String name, Refusal otherwise) throws RefusedTokenException {
    return json.has(name) ? text(json.path(name), otherwise) : null;
  }

  /** A string that can be written down again: in UTF-8, in one line. */
  private static String text(JsonNode node, Refusal otherwise) throws RefusedTokenException {
    String text = node.textValue();
    if (text == null
        || text.length() > MAX_TEXT
        || text.codePoints().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new RefusedTokenException(otherwise);
    }
    return text;
  }

  /** Seconds since 1970, which may have a fraction. */
  private long millis(String name) throws RefusedTokenException {
    JsonNode number = json.path(name);
    double seconds = number.isNumber() ? number.doubleValue() : -1;
    if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
      throw new RefusedTokenException(Refusal.CLAIM);
    }
    return (long) (seconds * MILLIS);
  }

  /** Never what it says. */
  @Override
  public String toString() {
    return "claims";
  }
}
