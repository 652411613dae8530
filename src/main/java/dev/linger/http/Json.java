package dev.linger.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.linger.publish.StrictJson;
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

  private static final JsonMapper MAPPER = StrictJson.MAPPER;

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

  /** An event's data, as it was stored; what is no object there is an empty one. */
  static JsonNode stored(String data) {
    try {
      return MAPPER.readTree(data);
    } catch (JacksonException e) {
      return MAPPER.createObjectNode();
    }
  }

  /** True if UTF-8 can carry it. */
  static boolean isWellFormed(String text) {
    return StrictJson.isWellFormed(text);
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

  /** Compact text of a value, which UTF-8 can carry. */
  static String text(JsonNode node) {
    return StrictJson.text(node);
  }
}
