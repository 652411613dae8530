package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.log.RedisKeys;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.RedisClusterProcesses;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The forum's Redis fails over: behind sentinels, and in a cluster. The log's is another one. */
@Timeout(120)
class ForumFailoverTest {

  private RedisProcess log;

  @BeforeEach
  void startLog() {
    log = RedisProcess.embedded();
  }

  @AfterEach
  void stopLog() {
    log.close();
  }

  @Test
  void behind_sentinels_it_bridges_and_goes_on_with_the_new_master_and_the_gap_is_counted()
      throws Exception {
    List<RedisProcess> sentinels = new ArrayList<>();
    try (RedisProcess master = RedisProcess.embedded();
        RedisProcess replica = RedisProcess.replicaOf(master)) {
      try {
        IntStream.range(0, 3).forEach(i -> sentinels.add(RedisProcess.sentinel(master, 2)));
        sentinels.forEach(each -> each.waitForInfo("sentinel", "slaves=1,sentinels=3"));
        String hosts =
            sentinels.stream().map(ForumFailoverTest::host).collect(Collectors.joining(","));
        check("redis+sentinel://" + hosts + "/forum", master, replica);
      } finally {
        sentinels.forEach(RedisProcess::close);
      }
    }
  }

  @Test
  void in_a_cluster_it_bridges_and_goes_on_with_the_new_master_and_the_gap_is_counted()
      throws Exception {
    try (RedisClusterProcesses cluster = new RedisClusterProcesses()) {
      String key = RedisKeys.of("bridge:told");
      String url = "redis+cluster://" + cluster.hosts();
      check(url, cluster.masterOf(key), cluster.replicaOf(key));
    }
  }

  private void check(String url, RedisProcess master, RedisProcess replica) throws Exception {
    try (TestNode node =
            TestNode.start(
                "redis.url", log.url(), "bridge.redis-url", url, "bridge.channels", "forum");
        Client client = new Client(node.uri())) {
      await().atMost(Duration.ofSeconds(20)).until(() -> node.bridge().isBridging());
      try (Pubsub forum = new Pubsub(master, "forum")) {
        forum.say("forum", message("before"));
        await().until(() -> node.bridge().stored() == 1);
        client.published("forum", message("out"));
        forum.awaitSaid("forum", message("out"));
        master.kill();
      }
      client.published("forum", message("meanwhile"));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> node.bridge().gaps() == 1 && node.bridge().isBridging());
      try (Pubsub forum = new Pubsub(replica, "forum")) {
        forum.say("forum", message("after"));
        await().until(() -> node.bridge().stored() == 2);
        client.published("forum", message("out again"));
        forum.awaitSaid("forum", message("out again"));
      }
      BridgeCounts counts = node.bridge();
      assertThat(counts.told()).as("what was published meanwhile, too").isEqualTo(3);
      assertThat(counts.gapMillis()).as("said to be lost").isPositive();
      assertThat(counts.takeovers()).isEqualTo(2);
      assertThat(counts.refused() + counts.lost() + counts.unaddressed()).isZero();
    }
  }

  private static String message(String text) {
    return "{\"type\":\"" + text + "\"}";
  }

  private static String host(RedisProcess sentinel) {
    return "127.0.0.1:" + sentinel.port();
  }
}
