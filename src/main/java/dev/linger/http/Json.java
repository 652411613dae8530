package dev.linger.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

  /** The same in plain ASCII, which can spell what UTF-8 can't. */
  private static final JsonMapper ASCII_MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final char BYTE_ORDER_MARK = '\ufeff';

  /** What a decoder puts where there is no character. */
  private static final char REPLACEMENT = '\ufffd';

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
      JsonNode node = MAPPER.readTree(utf8(body));
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

  /** True if UTF-8 can carry it: no half of a surrogate pair. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
      }
    }
    return true;
  }

  /** The text of these bytes; the parser's own reading of UTF-8 lets much pass that is none. */
  static String utf8(byte[] bytes) throws CharacterCodingException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // It was sent, or stands for what is no UTF-8: the slower decoder tells them apart.
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * Compact text of a value, which UTF-8 can carry. A text that was cut within an emoji ends in
   * half a surrogate pair. JSON can say that with an escape only; written as it is, it would fail
   * every answer that carries it.
   */
  static String text(JsonNode node) {
    try {
      String text = MAPPER.writeValueAsString(node);
      return isWellFormed(text) ? text : ASCII_MAPPER.writeValueAsString(node);
    } catch (JacksonException e) {
      throw new IllegalStateException("a tree that was read can be written", e);
    }
  }
}
