package dev.linger.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Speaks to one node the way a well-behaved client does. */
public final class Client implements AutoCloseable {

  private final URI node;
  private final Http http = new Http();
  private final ExecutorService waiting = Executors.newCachedThreadPool();

  public Client(URI node) {
    this.node = node;
  }

  public Http.Reply poll(String json, String... headers) {
    return send("POST", "poll", json, headers);
  }

  /** A poll that may be parked. */
  public CompletableFuture<Http.Reply> pollLater(String json, String... headers) {
    return CompletableFuture.supplyAsync(() -> poll(json, headers), waiting);
  }

  public Http.Reply publish(String json, String... headers) {
    return send("POST", "events", json, headers);
  }

  /** Publishes data that is expected to be taken, and gives its id. */
  public String published(String channel, String data) {
    Http.Reply reply = publish("{\"channel\":\"" + channel + "\",\"data\":" + data + "}");
    if (reply.status() != 201) {
      throw new IllegalStateException(reply.toString());
    }
    return reply.json().get("ids").get(0).asText();
  }

  /** The cursor of now. */
  public String cursor(String... channels) {
    return cursorOf(poll("{\"channels\":" + array(channels) + "}"));
  }

  /** A poll of some channels after a cursor. */
  public static String after(String cursor, double hold, String... channels) {
    return "{\"channels\":%s,\"cursor\":\"%s\",\"hold\":%s}"
        .formatted(array(channels), cursor, hold);
  }

  public Http.Reply get(String pathAndQuery, String... headers) {
    return send("GET", pathAndQuery, null, headers);
  }

  public Http.Reply send(String method, String path, String body, String... headers) {
    try {
      return http.send(method, node.resolve(path), body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    waiting.shutdown();
    http.close();
  }

  public static String cursorOf(Http.Reply reply) {
    return reply.json().get("cursor").asText();
  }

  /** The ids of an answer's events. */
  public static List<String> ids(Http.Reply reply) {
    List<String> ids = new ArrayList<>();
    reply.json().get("events").forEach(event -> ids.add(event.get("id").asText()));
    return ids;
  }

  private static String array(String... texts) {
    return Arrays.stream(texts)
        .map(text -> "\"" + text + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
