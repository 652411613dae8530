package dev.linger.log;

import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.event.Replay;
import dev.linger.support.RedisClusterProcesses;
import dev.linger.support.RedisUser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Redis Cluster: the master that holds the log is killed. */
@Timeout(120)
class ClusterFailoverTest {

  private RedisClusterProcesses cluster;

  @BeforeEach
  void start() {
    cluster = new RedisClusterProcesses().as(RedisUser.LOG);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void a_killed_master_loses_nothing_in_silence() throws Exception {
    try (LogNode publishing = node(0);
        LogNode following = node(0)) {
      FailoverStream.check(publishing, following, () -> cluster.masterOf(RedisKeys.TAIL).kill());
    }
  }

  @Test
  void a_replica_is_waited_for_on_the_connection_that_wrote() throws Exception {
    try (LogNode node = node(1)) {
      Cursor start = node.now();
      Receipt receipt = node.insist(Drafts.once("key", Drafts.durable(Drafts.A, 1)));
      cluster.masterOf(RedisKeys.TAIL).kill();

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(LogUnavailableException.class)
          .until(
              () ->
                  node.log.read(start, List.of(Drafts.A), Drafts.NO_LIMIT)
                          instanceof Replay.Events some
                      && some.events().get(0).position().equals(receipt.position()));
    }
  }

  private LogNode node(int minReplicas) {
    String url = "redis+cluster://" + cluster.hosts();
    return new LogNode(LogNode.settings(url, minReplicas), Retention.DEFAULT).ready();
  }
}
