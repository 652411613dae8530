package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.some;
import static org.awaitility.Awaitility.await;

import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.Jedis;

/** The contract on some Redis server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisEventLogContract extends EventLogContract {

  private RedisProcess redis;
  private LogNode node;

  abstract RedisProcess startRedis();

  @BeforeAll
  void startServer() {
    redis = startRedis();
  }

  @AfterAll
  void stopServer() {
    if (redis != null) {
      redis.close();
    }
  }

  @BeforeEach
  void empty() {
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
  }

  @AfterEach
  void closeNode() throws Exception {
    node.log.tail().stop();
    // So that it finds out at once.
    node.log.append(some(A, 1));
    node.close();
  }

  @Override
  EventLog open(Retention retention) {
    node = new LogNode(LogNode.settings(redis.url()), retention, advances).ready();
    return node.log;
  }

  @Override
  void passTime(Duration duration) {
    try (Jedis jedis = redis.jedis()) {
      long end = millis(jedis) + duration.toMillis();
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(20))
          .until(() -> millis(jedis) >= end);
    }
  }

  private static long millis(Jedis jedis) {
    List<String> time = jedis.time();
    return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
  }
}
