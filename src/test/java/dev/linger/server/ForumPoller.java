package dev.linger.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.support.Http;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client as the protocol asks for: one poll at a time, to the other node each time, with the
 * cursor of the last answer; what it has seen it drops by its id.
 */
final class ForumPoller implements AutoCloseable {

  private static final long RETRY_MILLIS = 20;

  private final List<String> channels;
  private final List<URI> nodes;
  private final Http http = new Http();
  private final Set<String> seen = new LinkedHashSet<>();
  private final List<String> resets = new ArrayList<>();
  private final Thread thread = new Thread(this::pollOn, "forum-poller");
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable String cursor;
  private int polls;

  ForumPoller(String channel, URI... nodes) {
    this(List.of(channel), nodes);
  }

  ForumPoller(List<String> channels, URI... nodes) {
    this.channels = channels;
    this.nodes = List.of(nodes);
  }

  /** Takes a cursor, and polls from there until it is closed. */
  void start() {
    while (cursor == null) {
      poll();
    }
    thread.start();
  }

  List<String> channels() {
    return channels;
  }

  List<String> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  List<String> resets() {
    synchronized (seen) {
      return List.copyOf(resets);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    thread.interrupt();
    http.close();
  }

  private void pollOn() {
    while (closed.getCount() > 0) {
      poll();
    }
  }

  private void poll() {
    URI node = nodes.get(polls++ % nodes.size());
    try {
      Http.Reply reply = http.post(node.resolve("poll"), request());
      if (reply.status() == 200) {
        take(reply.json());
        return;
      }
    } catch (IOException e) {
      // The node is down, or went down with the poll. The cursor is still ours.
    }
    pause();
  }

  private void pause() {
    try {
      if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String request() {
    String names = channels.stream().map(c -> "\"" + c + "\"").collect(Collectors.joining(","));
    return "{\"channels\":["
        + names
        + "]"
        + (cursor == null ? "" : ",\"cursor\":\"" + cursor + "\"")
        + "}";
  }

  private void take(JsonNode answer) {
    synchronized (seen) {
      cursor = answer.get("cursor").asText();
      answer.get("events").forEach(event -> seen.add(event.get("id").asText()));
      if (answer.has("reset")) {
        resets.add(answer.get("reset").toString());
      }
    }
  }
}
