package dev.linger.publish;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * How strict we are with JSON from outside, over HTTP or from the forum's own servers: no duplicate
 * names, nothing after the end, not deep, and numbers as they were written.
 */
public final class StrictJson {

  /**
   * The deepest nesting. A forum's objects have five levels or so; a parser's stack has some more.
   */
  public static final int MAX_DEPTH = 32;

  /** The longest number, in characters. */
  private static final int MAX_NUMBER_LENGTH = 64;

  /** The longest name of a field, in characters. */
  private static final int MAX_NAME_LENGTH = 256;

  /** Reads strictly, and writes compactly. */
  public static final JsonMapper MAPPER =
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

  /** The same in plain ASCII, which can spell what UTF-8 can't. */
  private static final JsonMapper ASCII_MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /** True if UTF-8 can carry it: no half of a surrogate pair. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
      }
    }
    return true;
  }

  /**
   * Compact text of a value, which UTF-8 can carry. A text that was cut within an emoji ends in
   * half a surrogate pair. JSON can say that with an escape only; written as it is, it would fail
   * every answer that carries it.
   */
  public static String text(JsonNode node) {
    try {
      String text = MAPPER.writeValueAsString(node);
      return isWellFormed(text) ? text : ASCII_MAPPER.writeValueAsString(node);
    } catch (JacksonException e) {
      throw new IllegalStateException("a tree that was read can be written", e);
    }
  }
}
