package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import dev.linger.support.RestartableNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The forum's own messages through two nodes on one Redis, while both nodes and Redis die and come
 * back. Redis writes every command to disk before it answers, so what it has acknowledged survives
 * it.
 */
class ForumAcrossNodesIT {

  private static final int FAULTS = 8;
  private static final int EVENTS_BETWEEN_FAULTS = 50;

  @Test
  void every_event_arrives_once_and_in_order_while_nodes_and_redis_die_and_come_back()
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("ForumAcrossNodesIT seed " + seed);
    Random random = new Random(seed);
    try (RedisProcess redis =
            RedisProcess.embedded("--appendonly", "yes", "--appendfsync", "always");
        RestartableNode a = RestartableNode.start(settings(redis));
        RestartableNode b = RestartableNode.start(settings(redis));
        Http http = new Http();
        ForumPoller thread = new ForumPoller("thread:42", a.uri(), b.uri());
        ForumPoller user = new ForumPoller("user:7", b.uri(), a.uri());
        ForumPoller both = new ForumPoller(List.of("thread:42", "user:7"), a.uri(), b.uri())) {
      List<ForumPoller> pollers = List.of(thread, user, both);
      for (ForumPoller poller : pollers) {
        poller.start();
      }
      ForumBackend backend = new ForumBackend(http, a.uri());
      Thread publishing = new Thread(backend::publish, "forum-backend");
      publishing.start();

      List<Runnable> faults =
          List.of(
              () -> restart(redis),
              () -> restart(a),
              () -> restart(b),
              () -> {
                redis.freeze();
                awaitReadiness(http, b, 503);
                redis.thaw();
              });
      for (int i = 0; i < FAULTS; i++) {
        int goal = backend.acknowledged() + EVENTS_BETWEEN_FAULTS;
        faults.get(i < faults.size() ? i : random.nextInt(faults.size())).run();
        await().atMost(Duration.ofSeconds(30)).until(() -> backend.acknowledged() >= goal);
      }
      backend.stop();
      publishing.join(Duration.ofSeconds(30).toMillis());
      assertThat(publishing.isAlive()).isFalse();

      for (ForumPoller poller : pollers) {
        List<String> expected = backend.published(poller.channels());
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(poller.seen()).hasSizeGreaterThanOrEqualTo(expected.size()));
        assertThat(poller.resets()).as("resets of " + poller.channels()).isEmpty();
        assertThat(poller.seen()).as("seed " + seed).isEqualTo(expected);
      }
    }
  }

  private static Map<String, String> settings(RedisProcess redis) {
    return Map.of("LINGER_REDIS_URL", redis.url(), "LINGER_POLL_HOLD", "5s");
  }

  private static void restart(RedisProcess redis) {
    redis.kill();
    redis.start();
  }

  private static void restart(RestartableNode node) {
    node.kill();
    node.start();
  }

  private static void awaitReadiness(Http http, RestartableNode node, int status) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> http.get(node.uri().resolve("health/ready")).status() == status);
  }
}
