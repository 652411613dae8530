package dev.linger.log;

import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** A master, a replica and three sentinels: the master is killed. */
@Timeout(90)
class SentinelFailoverTest {

  private final List<RedisProcess> sentinels = new ArrayList<>();
  private RedisProcess master;
  private RedisProcess replica;

  @BeforeEach
  void start() {
    master = RedisProcess.embedded().as(RedisUser.LOG);
    replica = RedisProcess.replicaOf(master);
    for (int i = 0; i < 3; i++) {
      sentinels.add(RedisProcess.sentinel(master, 2));
    }
    sentinels.forEach(sentinel -> sentinel.waitForInfo("sentinel", "slaves=1,sentinels=3"));
  }

  @AfterEach
  void stop() {
    sentinels.forEach(RedisProcess::close);
    replica.close();
    master.close();
  }

  @Test
  void a_killed_master_loses_nothing_in_silence() throws Exception {
    try (LogNode publishing = node(0);
        LogNode following = node(0)) {
      FailoverStream.check(publishing, following, master::kill);
    }
  }

  @Test
  void a_replica_that_has_not_followed_for_a_while_resets_everybody() throws Exception {
    try (LogNode publishing = node(0);
        LogNode following = node(0)) {
      Cursor cursor = publishing.now();
      publishing.publish(Drafts.some(Drafts.A, 10));
      replica.freeze();
      try (Jedis jedis = master.jedis()) {
        // Otherwise the rest would lie in its socket, and reach it after all.
        jedis.clientKill(new ClientKillParams().type(ClientType.REPLICA));
      }
      publishing.publish(Drafts.some(Drafts.A, 10));
      master.kill();
      replica.thaw();

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(LogUnavailableException.class)
          .until(
              () ->
                  publishing.log.tail().isConnected()
                      && !publishing.epoch().equals(cursor.epoch())
                      && publishing.epoch().equals(following.epoch()));
    }
  }

  private LogNode node(int minReplicas) {
    String url =
        sentinels.stream()
            .map(sentinel -> "127.0.0.1:" + sentinel.port())
            .collect(Collectors.joining(",", "redis+sentinel://" + master.userInfo(), "/forum"));
    return new LogNode(LogNode.settings(url, minReplicas), Retention.DEFAULT).ready();
  }
}
