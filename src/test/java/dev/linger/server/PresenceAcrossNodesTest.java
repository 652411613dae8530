package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** People of two nodes on one Redis, whose leases are as short as they can be. */
class PresenceAcrossNodesTest {

  private static final String THREAD = "thread:42";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port = RedisProcess.freePort();

  @Test
  void a_goodbye_at_another_node_counts_and_the_people_of_a_killed_node_leave_once()
      throws Exception {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode b = node(redis);
        TestNode c = node(redis);
        Client atB = new Client(b.uri())) {
      String cursor = atB.cursor(THREAD);
      Process a = process(redis);
      try (Client atA = new Client(uri())) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> isLive(atA));
        for (int i = 0; i < 20; i++) {
          pollOnce(atA, poll(i, cursor));
        }
        await().until(() -> told(atB, cursor).size() >= 20);
        atB.send("POST", "send", "{\"type\":\"leave\",\"client\":\"tab\",\"token\":\"0\"}");
      } finally {
        a.destroyForcibly().waitFor();
      }
      await().atMost(PATIENCE).until(() -> told(atB, cursor).size() >= 40);
      // Both nodes have swept again by the time that somebody new has left.
      String later = atB.cursor(THREAD);
      atB.poll(poll(99, later));
      await().atMost(PATIENCE).until(() -> told(atB, later).contains("left 99"));
      assertThat(told(atB, cursor)).hasSize(42).doesNotHaveDuplicates();
      assertThat(people(atB)).isZero();
      assertThat(c.served()).isZero();
    }
  }

  @Test
  void when_redis_has_lost_everything_those_who_poll_on_are_there_again() throws Exception {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode a = node(redis);
        Client client = new Client(a.uri())) {
      client.poll(poll(7, client.cursor(THREAD)));
      await().until(() -> people(client) == 1);
      redis.kill();
      redis.start();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                client.poll(poll(7, client.cursor(THREAD)));
                return people(client) == 1;
              });
    }
  }

  /** Whatever becomes of it: its node is going to die. */
  private static void pollOnce(Client client, String json) {
    CompletableFuture<Http.Reply> reply = client.pollLater(json);
    assertThat(reply.isCompletedExceptionally()).isFalse();
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** A node that can be killed. */
  private Process process(RedisProcess redis) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().keySet().removeIf(name -> name.startsWith("LINGER_"));
    builder.environment().put("LINGER_PORT", Integer.toString(port));
    builder.environment().put("LINGER_REDIS_URL", redis.url());
    builder.environment().put("LINGER_PRESENCE_LEASE", "2s");
    builder.environment().put("LINGER_POLL_MAX_HOLD", "1s");
    builder.environment().put("LINGER_POLL_HOLD", "1s");
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean isLive(Client client) {
    return client.get("health/live").status() == 200;
  }

  private static TestNode node(RedisProcess redis) {
    return TestNode.start(
        "redis.url", redis.url(), "presence.lease", "2s", "poll.max-hold", "1s", "poll.hold", "1s");
  }

  private static String poll(int user, String cursor) {
    return ("{\"channels\":[\"thread:42\"],\"cursor\":\"%s\",\"client\":\"tab\","
            + "\"token\":\"%d\",\"hold\":1}")
        .formatted(cursor, user);
  }

  private static List<String> told(Client client, String cursor) {
    List<String> told = new ArrayList<>();
    JsonNode events = client.poll(Client.after(cursor, 0, THREAD)).json().get("events");
    for (JsonNode event : events) {
      told.add(event.at("/data/event").asText() + " " + event.at("/data/userId").asText());
    }
    return told;
  }

  private static int people(Client client) {
    return client.get("presence?channel=" + THREAD).json().get("count").asInt();
  }
}
