package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.B;
import static dev.linger.log.Drafts.NO_LIMIT;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.ephemeral;
import static dev.linger.log.Drafts.once;
import static dev.linger.log.Drafts.some;
import static dev.linger.log.Drafts.whats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * Redis is away, or hangs, or forgets our scripts: nothing is lost and all of it heals by itself.
 */
class RedisOutageTest {

  private RedisProcess redis;
  private LogNode node;

  @BeforeEach
  void start() {
    redis = RedisProcess.embedded("--appendonly", "yes", "--appendfsync", "always");
    node = LogNode.on(redis);
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  @Test
  void a_frozen_redis_leaves_reads_of_what_is_recent_untouched() throws Exception {
    Cursor start = node.now();
    node.publish(some(A, 3));
    redis.freeze();
    await().until(() -> !node.log.tail().isConnected());

    assertThat(whats(node.log.read(start, List.of(A), NO_LIMIT))).containsExactly("1", "2", "3");
    assertThat(node.now().position()).isGreaterThan(start.position());
  }

  @Test
  void a_frozen_redis_refuses_at_once_what_memory_can_not_tell() throws Exception {
    Cursor cursor = node.now();
    redis.freeze();
    await().until(() -> !node.log.tail().isConnected());
    long begin = System.nanoTime();

    assertThatThrownBy(
            () ->
                node.log.read(
                    new Cursor(new Epoch("other"), cursor.position()), List.of(A), NO_LIMIT))
        .isInstanceOf(LogUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void an_append_to_a_frozen_redis_fails_within_its_time_outs_and_works_after_the_thaw()
      throws Exception {
    Reader reader = new Reader(node.now(), A);
    redis.freeze();
    long begin = System.nanoTime();

    assertThatThrownBy(() -> node.log.append(List.of(once("key", durable(A, 1)))))
        .isInstanceOf(LogUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));

    redis.thaw();
    node.insist(once("key", durable(A, 1)));
    node.insist(once("key2", durable(A, 2)));
    await().until(() -> reader.read(node) != null && reader.seen.size() >= 2);
    assertThat(reader.seen()).containsExactly("1", "2");
    assertThat(reader.resets).isEmpty();
  }

  @Test
  void a_probe_turns_red_within_two_seconds_and_green_by_itself() {
    redis.freeze();
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> assertThatThrownBy(node.log::probe).isInstanceOf(LogUnavailableException.class));
    redis.thaw();
    await().untilAsserted(() -> assertThatCode(node.log::probe).doesNotThrowAnyException());

    redis.kill();
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> assertThatThrownBy(node.log::probe).isInstanceOf(LogUnavailableException.class));
    redis.start();
    await().untilAsserted(() -> assertThatCode(node.log::probe).doesNotThrowAnyException());
  }

  @Test
  void a_restart_that_kept_everything_resets_nobody_and_tells_those_who_wait() throws Exception {
    Reader reader = new Reader(node.now(), A);
    node.publish(durable(A, 1));
    int resumptions = node.advances.resumptions();
    redis.kill();
    redis.start();
    node.insist(once("key", durable(A, 2)));

    await().until(() -> reader.read(node) != null && reader.seen.size() == 2);
    await().until(() -> node.advances.resumptions() > resumptions);
    assertThat(reader.resets).isEmpty();
  }

  @Test
  void once_the_tail_is_back_no_append_stumbles_over_an_old_connection() throws Exception {
    int publishers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    try {
      appendTogether(threads, publishers);
      redis.kill();
      await().until(() -> !node.log.tail().isConnected());
      redis.start();
      node.ready();

      appendTogether(threads, publishers);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void forgotten_scripts_are_sent_again() throws Exception {
    node.publish(durable(A, 1));
    try (Jedis jedis = redis.jedis()) {
      jedis.scriptFlush();
    }

    assertThatCode(() -> node.publish(durable(A, 2))).doesNotThrowAnyException();
  }

  @Test
  void a_strangers_entry_in_the_tail_is_skipped_and_a_new_node_starts_all_the_same()
      throws Exception {
    Reader reader = new Reader(node.now(), A);
    try (Jedis jedis = redis.jedis()) {
      node.publish(durable(A, 1));
      jedis.xadd("{linger}:tail", StreamEntryID.NEW_ENTRY, Map.of("before", "x", "epoch", "y"));
      node.publish(durable(A, 2));
      jedis.xadd("{linger}:tail", StreamEntryID.NEW_ENTRY, Map.of("who", "a stranger"));
    }
    try (LogNode second = LogNode.on(redis)) {
      second.publish(durable(A, 3));
      await().until(() -> reader.read(node) != null && reader.seen.size() == 3);
      assertThat(reader.seen()).containsExactly("1", "2", "3");
      assertThat(reader.resets).isEmpty();
      assertThat(second.epoch()).isEqualTo(node.epoch());
    }
  }

  @Test
  void a_strangers_entry_in_a_channel_resets_who_reads_it_there_and_nobody_else() throws Exception {
    Cursor start = node.now();
    try (Jedis jedis = redis.jedis()) {
      node.publish(durable(A, 1));
      jedis.xadd("{linger}:channel:thread:1", StreamEntryID.NEW_ENTRY, Map.of("who", "a stranger"));
      node.publish(durable(B, 2));
    }
    Retention usual = Retention.DEFAULT;
    // Of the same ages as the other node's: nodes that disagree about those reset each other's.
    Retention forgetting =
        new Retention(1, 1, 100, usual.channelAge(), 100, usual.userAge(), usual.onceAge());
    try (LogNode forgetful = LogNode.on(redis, forgetting)) {
      Reader reader = new Reader(start, A, B);
      reader.read(forgetful);
      assertThat(reader.resets).containsOnlyKeys(A);
      assertThat(reader.seen()).containsExactly("2");
      assertThat(whats(forgetful.log.latest(List.of(A), 5, NO_LIMIT))).containsExactly("1");
    }
  }

  @Test
  void an_ephemeral_event_that_was_held_up_beyond_its_time_is_not_given() throws Exception {
    Cursor start = node.now();
    node.publish(ephemeral(A, Duration.ofMillis(200), "typing"));
    redis.freeze();
    await().until(() -> !node.log.tail().isConnected());

    assertThat(whats(node.log.read(start, List.of(A), NO_LIMIT))).isEmpty();
  }

  private void appendTogether(ExecutorService threads, int publishers) throws Exception {
    CyclicBarrier together = new CyclicBarrier(publishers);
    List<Future<List<Receipt>>> receipts = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      receipts.add(
          threads.submit(
              () -> {
                together.await();
                List<Receipt> last = List.of();
                for (int n = 0; n < 50; n++) {
                  last = node.log.append(List.of(durable(A, n)));
                }
                return last;
              }));
    }
    for (Future<List<Receipt>> each : receipts) {
      assertThat(each.get()).hasSize(1);
    }
  }
}
