package dev.linger.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON: UTF-8, no duplicate names, nothing after the end, not deep, and numbers as they were
 * written. Reads our own requests; what it can't read, it says without repeating it.
 */
final class Json {

  /**
   * The deepest nesting. A forum's objects have five levels or so; a parser's stack has some more.
   */
  static final int MAX_DEPTH = 32;

  /** The longest number, in characters. */
  private static final int MAX_NUMBER_LENGTH = 64;

  /** The longest name of a field, in characters. */
  private static final int MAX_NAME_LENGTH = 256;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Checks that the body says it is something that we read. XDomainRequest says nothing, or text.
   */
  static void checkContentType(HttpServletRequest request) throws ProblemException {
    String type = request.getContentType();
    if (type == null) {
      return;
    }
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
    String media = parts[0].strip();
    boolean known = media.equals("application/json") || media.equals("text/plain");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      known &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    if (!known) {
      throw new ProblemException(
          Problem.of(
              415, "unsupported_media_type", "send application/json or text/plain, in UTF-8"));
    }
  }

  /** Reads a whole body. */
  static JsonNode read(byte[] body) throws ProblemException {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw ProblemException.badRequest("invalid_json", "the body is empty");
      }
      return node;
    } catch (JacksonException e) {
      @Nullable Object at =
          e.getLocation() == null
              ? null
              : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
      throw ProblemException.badRequest(
          "invalid_json",
          "the body is not JSON that is read here" + (at == null ? "" : ", see " + at));
    } catch (IOException e) {
      throw ProblemException.badRequest("invalid_json", "the body is not UTF-8");
    }
  }

  /** Compact text of a value. */
  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JacksonException e) {
      throw new IllegalStateException("a tree that was read can be written", e);
    }
  }
}
