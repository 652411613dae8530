package dev.linger.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many polls at once, each on a connection of its own, all with the same cursor. */
public final class ParkedPolls implements AutoCloseable {

  private final ExecutorService threads;
  private final Http http = new Http();
  private final String cursor;
  private final List<CompletableFuture<Http.Reply>> replies = new ArrayList<>();

  /** Sends them. They are parked a little later. */
  public ParkedPolls(URI node, String channel, int count) throws IOException {
    threads = Executors.newFixedThreadPool(count);
    URI poll = node.resolve("poll");
    cursor = http.post(poll, body(channel, "")).json().get("cursor").asText();
    String body = body(channel, ",\"hold\":50,\"cursor\":\"" + cursor + "\"");
    for (int i = 0; i < count; i++) {
      replies.add(CompletableFuture.supplyAsync(() -> post(poll, body), threads));
    }
  }

  /** The cursor that all of them came with. */
  public String cursor() {
    return cursor;
  }

  /** What each of them is answered within a time; throws if one is not, or a connection broke. */
  public List<Http.Reply> replies(Duration within)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .get(within.toMillis(), TimeUnit.MILLISECONDS);
    return replies.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    http.close();
  }

  private static String body(String channel, String more) {
    return "{\"channels\":[\"" + channel + "\"]" + more + "}";
  }

  private Http.Reply post(URI uri, String body) {
    try {
      return http.post(uri, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
