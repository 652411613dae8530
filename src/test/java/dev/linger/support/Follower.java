package dev.linger.support;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A well-behaved client that polls a channel from now on, in a thread of its own, and notes every
 * id that it is given, repetitions included.
 */
public final class Follower implements AutoCloseable {

  private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
  private final Client client;
  private final CompletableFuture<Void> following;
  private volatile boolean ending;

  public Follower(URI node, String channel) {
    client = new Client(node);
    String start = client.cursor(channel);
    following =
        CompletableFuture.runAsync(
            () -> follow(start, channel), task -> new Thread(task, "follower").start());
  }

  public List<String> ids() {
    synchronized (ids) {
      return List.copyOf(ids);
    }
  }

  @Override
  public void close() throws IOException {
    ending = true;
    following.join();
    client.close();
  }

  private void follow(String start, String channel) {
    String cursor = start;
    while (!ending) {
      Http.Reply reply = client.poll(Client.after(cursor, 0.5, channel));
      ids.addAll(Client.ids(reply));
      cursor = Client.cursorOf(reply);
    }
  }
}
