package dev.linger.server;

import dev.linger.support.Http;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the forum's backend does: publishes its messages, one after the other, each again and again
 * with one idempotency key until it is acknowledged.
 */
final class ForumBackend {

  private static final List<String> TYPES =
      List.of("new_post", "post_updated", "post_deleted", "post_liked", "notification");

  private static final long PACE_MILLIS = 5;
  private static final long RETRY_MILLIS = 20;

  private record Published(String channel, String id) {}

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Http http;
  private final URI node;
  private final List<Published> published = new ArrayList<>();

  ForumBackend(Http http, URI node) {
    this.http = http;
    this.node = node;
  }

  /** It is enough. */
  void stop() {
    stopped.countDown();
  }

  /** Publishes at a forum's pace until it is told to stop. */
  void publish() {
    for (int i = 0; !isStoppedWithin(PACE_MILLIS); i++) {
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
      if (isStoppedWithin(RETRY_MILLIS)) {
        throw new AssertionError("stopped before " + key + " was acknowledged");
      }
    }
  }

  private boolean isStoppedWithin(long millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
