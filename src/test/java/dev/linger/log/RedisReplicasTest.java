package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.NO_LIMIT;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.once;
import static dev.linger.log.Drafts.whats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** With a minimum of replicas, what is acknowledged is on a replica, too. */
class RedisReplicasTest {

  private RedisProcess master;
  private RedisProcess replica;
  private LogNode node;

  @BeforeEach
  void start() {
    master = RedisProcess.embedded().as(RedisUser.LOG);
    replica = RedisProcess.replicaOf(master);
    node = new LogNode(LogNode.settings(master.url(), 1), Retention.DEFAULT).ready();
  }

  @AfterEach
  void stop() {
    node.close();
    replica.close();
    master.close();
  }

  @Test
  void what_is_acknowledged_is_on_the_replica() throws Exception {
    node.log.append(List.of(durable(A, 1)));

    try (Jedis jedis = replica.jedis()) {
      assertThat(jedis.xlen("{linger}:channel:thread:1")).isEqualTo(1);
    }
  }

  @Test
  void without_the_replica_nothing_is_acknowledged_and_nothing_is_stored_twice() throws Exception {
    Cursor start = node.now();
    Draft draft = once("key", durable(A, 1));
    replica.freeze();

    assertRefused(draft);
    assertRefused(draft);
    assertThatThrownBy(node.log::probe).isInstanceOf(LogUnavailableException.class);
    replica.thaw();
    Receipt receipt = node.insist(draft);

    assertThat(receipt.repeated()).isTrue();
    await().until(() -> whats(node.log.read(start, List.of(A), NO_LIMIT)).equals(List.of("1")));
  }

  @Test
  void a_replica_that_died_and_came_back_has_what_is_then_acknowledged() throws Exception {
    Draft draft = once("key", durable(A, 1));
    replica.kill();
    assertRefused(draft);
    replica.start();
    Receipt receipt = node.insist(draft);

    assertThat(receipt.repeated()).isTrue();
    try (Jedis jedis = replica.jedis()) {
      assertThat(jedis.xlen("{linger}:channel:thread:1")).isEqualTo(1);
    }
  }

  @Test
  void a_master_that_hangs_is_told_as_unavailable_also_when_it_forgot_the_script()
      throws Exception {
    try (Jedis jedis = master.jedis()) {
      jedis.scriptFlush();
    }
    node.log.append(List.of(durable(A, 1)));
    master.freeze();

    assertRefused(durable(A, 2));
  }

  private void assertRefused(Draft draft) {
    assertThatThrownBy(() -> node.log.append(List.of(draft)))
        .isInstanceOf(LogUnavailableException.class);
  }
}
