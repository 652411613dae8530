package dev.linger.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A poll's query string, as the JSON object that a POST would have carried, so that both are read
 * by the same code. Decoded here, because containers disagree on what is malformed.
 */
final class Query {

  private static final String CHANNEL = "channel";
  private static final Set<String> NUMBERS = Set.of("hold", "max", "last", "limit");
  private static final Set<String> STRINGS =
      Set.of("cursor", "client", "callback", "before", "resume");

  /** Counts also if it is empty: who meant to show one must not be taken for nobody. */
  private static final String TICKET = "ticket";

  /** Digits with or without a fraction: nothing that a number parser could make much of. */
  private static final String NUMBER = "-?[0-9]{1,20}(\\.[0-9]{1,20})?";

  private Query() {}

  static ObjectNode toJson(@Nullable String query) throws ProblemException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode channels = json.putArray("channels");
    if (query == null || query.isEmpty()) {
      return json;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (name.equals(CHANNEL)) {
        channels.add(value);
      } else if (json.has(name)) {
        throw ProblemException.badRequest("invalid_query", "only channel may be repeated");
      } else if (NUMBERS.contains(name)) {
        putNumber(json, name, value);
      } else if (name.equals(TICKET) || (STRINGS.contains(name) && !value.isEmpty())) {
        json.put(name, value);
      }
      // Anything else is not ours: proxies and old browsers add parameters against caching.
    }
    return json;
  }

  private static void putNumber(ObjectNode json, String name, String value)
      throws ProblemException {
    if (!value.matches(NUMBER)) {
      throw ProblemException.badRequest("invalid_" + name, name + " is a number");
    }
    if (value.indexOf('.') < 0 && value.length() < 10) {
      json.put(name, Integer.parseInt(value));
    } else {
      json.put(name, new BigDecimal(value));
    }
  }

  private static String decode(String text) throws ProblemException {
    try {
      // Into bytes first: URLDecoder itself would put question marks where there is no UTF-8.
      String bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
      return Json.utf8(bytes.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw ProblemException.badRequest("invalid_query", "the query is not percent-encoded UTF-8");
    }
  }
}
