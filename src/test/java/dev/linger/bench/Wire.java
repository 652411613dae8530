package dev.linger.bench;

import java.nio.charset.StandardCharsets;

/** What goes over the wire in a load: requests as bytes, the same for both servers. */
final class Wire {

  private static final String HEADERS =
      "Host: 127.0.0.1\r\nUser-Agent: linger-bench\r\nAccept: application/json\r\n";

  /** Longer than any round, and shorter than what the server grants at the most. */
  private static final int HOLD_SECONDS = 50;

  private Wire() {}

  /** A poll. */
  static byte[] poll(boolean post, String channel, String cursor) {
    if (!post) {
      return get("/poll?channel=%s&cursor=%s&hold=%d".formatted(channel, cursor, HOLD_SECONDS));
    }
    return post(
        "/poll",
        "{\"channels\":[\"%s\"],\"cursor\":\"%s\",\"hold\":%d}"
            .formatted(channel, cursor, HOLD_SECONDS));
  }

  /** A request without a body. */
  static byte[] get(String path) {
    return bytes("GET %s HTTP/1.1\r\n%s\r\n".formatted(path, HEADERS));
  }

  /** A request with a JSON body. */
  static byte[] post(String path, String body) {
    return bytes(
        "POST %s HTTP/1.1\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, HEADERS, body.length(), body));
  }

  /** What Linger is asked to publish; {@code n} counts the events of a channel. */
  static String event(String channel, long n) {
    return "{\"channel\":\"%s\",\"data\":%s}".formatted(channel, data(n));
  }

  /** The forum's own object, about as long as a short post. */
  static String data(long n) {
    return "{\"type\":\"new_post\",\"n\":%d,\"threadId\":\"42\",\"post\":{\"id\":\"p1\",\"text\":\"%s\"}}"
        .formatted(n, "lorem ipsum ".repeat(8));
  }

  /** An answer as Linger gives it, for the bare servlet to give. */
  static String answer(String channel, long n) {
    long now = System.currentTimeMillis();
    return ("{\"linger\":1,\"cursor\":\"0123456789abcdef.%d-0.01234567\","
            + "\"events\":[{\"id\":\"%d-0\",\"channel\":\"%s\",\"at\":%d,\"data\":%s}]}")
        .formatted(now, now, channel, now, data(n));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
