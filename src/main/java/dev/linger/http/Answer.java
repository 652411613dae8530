package dev.linger.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A whole response: always buffered, always with its length. The body may be shared by many answers
 * and is never written to.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  private static final String JSON = "application/json";

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
    return new Answer(status, contentType, body, more);
  }
}
