package dev.linger.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole response: always buffered, always with its length. The body may be shared by many answers
 * and is never written to.
 *
 * @param code of the problem that it tells of; null if it tells of none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    @Nullable String code) {

  private static final String JSON = "application/json";

  /** All is well. */
  Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, null);
  }

  static Answer json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body, Map.of());
  }

  /** Nothing but headers. */
  static Answer empty(int status, Map<String, String> headers) {
    return new Answer(status, "", new byte[0], headers);
  }

  /** The same, with one more header. */
  Answer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, more, code);
  }
}
