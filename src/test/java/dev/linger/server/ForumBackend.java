package dev.linger.server;

import dev.linger.support.Http;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What the forum's backend does: publishes its messages, one after the other, each again and again
 * with one idempotency key until it is acknowledged.
 */
final class ForumBackend {

  private static final List<String> TYPES =
      List.of("new_post", "post_updated", "post_deleted", "post_liked", "notification");

  private static final long PACE_NANOS = 5_000_000;

  private record Published(String channel, String id) {}

  private final Http http;
  private final URI node;
  private final List<Published> published = new ArrayList<>();

  ForumBackend(Http http, URI node) {
    this.http = http;
    this.node = node;
  }

  /** Publishes at a forum's pace until told that it is enough. */
  void publishUntil(BooleanSupplier enough) {
    for (int i = 0; !enough.getAsBoolean(); i++) {
      LockSupport.parkNanos(PACE_NANOS);
      String type = TYPES.get(i % TYPES.size());
      String channel = type.equals("notification") ? "user:7" : "thread:42";
      String data =
          type.equals("notification")
              ? "{\"type\":\"notification\",\"payload\":{\"userId\":\"7\",\"n\":" + i + "}}"
              : "{\"type\":\"" + type + "\",\"threadId\":\"42\",\"post\":{\"id\":" + i + "}}";
      String body = "{\"channel\":\"" + channel + "\",\"data\":" + data + "}";
      String id = publishUntilAcknowledged(body, "forum-" + i);
      synchronized (published) {
        published.add(new Published(channel, id));
      }
    }
  }

  int acknowledged() {
    synchronized (published) {
      return published.size();
    }
  }

  /** The ids of what was acknowledged in these channels, in the order of publishing. */
  List<String> published(List<String> channels) {
    synchronized (published) {
      return published.stream()
          .filter(event -> channels.contains(event.channel()))
          .map(Published::id)
          .toList();
    }
  }

  private String publishUntilAcknowledged(String body, String key) {
    while (true) {
      try {
        Http.Reply reply = http.post(node.resolve("events"), body, "Idempotency-Key", key);
        if (reply.status() == 201) {
          return reply.json().get("ids").get(0).asText();
        }
        if (reply.status() != 503) {
          throw new AssertionError("a publish was refused: " + reply);
        }
      } catch (IOException e) {
        // The node is down. It comes back on the same port.
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
