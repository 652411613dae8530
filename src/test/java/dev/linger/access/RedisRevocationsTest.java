package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linger.log.LogNode;
import dev.linger.log.LogUnavailableException;
import dev.linger.support.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisRevocationsTest extends RevocationsContract {

  private static RedisProcess redis;
  private static LogNode node;

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded();
    node = LogNode.on(redis);
  }

  @AfterAll
  static void stop() {
    node.close();
    redis.close();
  }

  @BeforeEach
  @Override
  void lose() {
    try (Jedis jedis = redis.jedis()) {
      jedis.del(
          "{linger}:revoked",
          "{linger}:revoked:order",
          "{linger}:revoked:end",
          "{linger}:revoked:number");
    }
  }

  @Override
  RevocationStore store() {
    return new RedisRevocationStore(node.log);
  }

  @Test
  void what_has_ended_is_taken_out_of_redis() throws Exception {
    RevocationStore store = store();
    store.add(new Revocation("7", "a", 1, 2));
    store.add(new Revocation("8", null, now, now + 100_000));
    store.add(new Revocation("9", null, now, now + 100_000));
    try (Jedis jedis = redis.jedis()) {
      assertThat(jedis.hkeys("{linger}:revoked")).containsExactlyInAnyOrder("8\n", "9\n");
      assertThat(jedis.zrange("{linger}:revoked:order", 0, -1)).containsExactly("8\n", "9\n");
      assertThat(jedis.zcard("{linger}:revoked:end")).isEqualTo(2);
    }
  }

  @Test
  void there_is_a_bound() throws Exception {
    try (Jedis jedis = redis.jedis();
        var pipeline = jedis.pipelined()) {
      for (int i = 0; i < RevocationStore.MAX_REVOCATIONS; i++) {
        pipeline.hset("{linger}:revoked", "u" + i + "\n", "1 2");
      }
    }
    Revocation oneMore = new Revocation("7", null, now, now + 10);
    assertThatExceptionOfType(LogUnavailableException.class).isThrownBy(() -> store().add(oneMore));
    store().add(new Revocation("u7", null, now, now + 10));
  }
}
