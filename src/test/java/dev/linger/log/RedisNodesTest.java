package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.B;
import static dev.linger.log.Drafts.NO_LIMIT;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.ephemeral;
import static dev.linger.log.Drafts.some;
import static dev.linger.log.Drafts.whats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Several nodes on one healthy Redis, and what it keeps that memory does not. */
class RedisNodesTest {

  /** With this option Redis trims to the entry, not in steps of a hundred. */
  private static final String[] EXACT = {"--stream-node-max-entries", "1"};

  private static final Retention SHORT_MEMORY =
      new Retention(10, 1 << 20, 100, Duration.ofDays(1), Duration.ofHours(1));

  private static RedisProcess redis;

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded(EXACT);
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
  }

  @Test
  void any_node_answers_any_poll() throws Exception {
    try (LogNode a = LogNode.on(redis);
        LogNode b = LogNode.on(redis)) {
      Reader reader = new Reader(a.now(), A);
      for (int i = 1; i <= 100; i++) {
        (i % 2 == 0 ? a : b).log.append(List.of(durable(A, i)));
        // A node may be a moment behind: its answer is then "nothing yet", and never a reset.
        reader.read(i % 3 == 0 ? a : b);
      }
      await().until(() -> reader.read(a) != null && reader.seen.size() == 100);

      assertThat(reader.seen())
          .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).toList());
      assertThat(reader.resets).isEmpty();
    }
  }

  @Test
  void a_new_node_knows_what_the_tail_still_has() throws Exception {
    try (LogNode a = LogNode.on(redis)) {
      Cursor start = a.now();
      a.publish(some(A, 1_200));
      a.publish(ephemeral(A, Duration.ofMinutes(1), "typing"));

      try (LogNode b = LogNode.on(redis)) {
        // The ephemeral one is nowhere but in the tail: so this came from the warm memory.
        assertThat(whats(b.log.read(start, List.of(A), NO_LIMIT)))
            .hasSize(1_201)
            .startsWith("1", "2")
            .endsWith("1200", "typing");
        assertThat(b.epoch()).isEqualTo(a.epoch());
      }
    }
  }

  @Test
  void a_new_node_takes_no_more_than_its_memory_may_hold() throws Exception {
    try (LogNode a = LogNode.on(redis)) {
      a.publish(some(A, 1_200));
      try (LogNode b = LogNode.on(redis, SHORT_MEMORY)) {
        assertThat(b.log.toString()).contains("[10 events");
      }
    }
  }

  @Test
  void what_is_older_than_memory_is_read_from_redis_in_several_answers() throws Exception {
    try (LogNode node = LogNode.on(redis, SHORT_MEMORY)) {
      Reader reader = new Reader(node.now(), A, B);
      List<Draft> drafts = new ArrayList<>();
      IntStream.rangeClosed(1, 150).forEach(i -> drafts.add(durable(i % 3 == 0 ? B : A, i)));
      node.publish(drafts);

      while (reader.read(node, new ReadLimit(7, 1 << 20)) instanceof Replay.Events some) {
        assertThat(some.events()).hasSizeBetween(1, 7);
      }

      assertThat(reader.seen())
          .isEqualTo(IntStream.rangeClosed(1, 150).mapToObj(Integer::toString).toList());
      assertThat(reader.resets).isEmpty();
    }
  }

  @Test
  void bytes_limit_what_is_read_from_redis_too() throws Exception {
    try (LogNode node = LogNode.on(redis, SHORT_MEMORY)) {
      Reader reader = new Reader(node.now(), A, B);
      IntStream.rangeClosed(1, 20)
          .forEach(i -> append(node, durable(i % 2 == 0 ? A : B, i + "x".repeat(1_000))));
      node.publish(some(new ChannelName("other"), 20));

      Replay.Events first = (Replay.Events) reader.read(node, new ReadLimit(1_000, 3_000));
      assertThat(first.events()).hasSizeBetween(1, 3);
      assertThat(first.more()).isTrue();
      while (reader.read(node, new ReadLimit(1_000, 3_000)) instanceof Replay.Events) {
        assertThat(reader.resets).isEmpty();
      }
      assertThat(reader.seen).hasSize(20);
    }
  }

  @Test
  void the_latest_come_from_redis_where_memory_has_too_few() throws Exception {
    try (LogNode node = LogNode.on(redis, SHORT_MEMORY)) {
      node.publish(some(A, 30));
      node.publish(some(B, 20));

      assertThat(whats(node.log.latest(List.of(A), 3, NO_LIMIT))).containsExactly("28", "29", "30");
    }
  }

  @Test
  void a_channel_that_expired_is_trimmed_for_older_cursors_and_not_for_newer_ones()
      throws Exception {
    Retention second = new Retention(10, 1 << 20, 100, Duration.ofSeconds(1), Duration.ofHours(1));
    try (LogNode node = LogNode.on(redis, second);
        Jedis jedis = redis.jedis()) {
      Cursor before = node.now();
      node.publish(durable(A, 1));
      Cursor after = node.now();
      await().until(() -> !jedis.exists("{linger}:channel:thread:1"));
      node.publish(some(B, 20));
      Cursor now = node.now();

      assertThat(node.log.read(before, List.of(A), NO_LIMIT)).isInstanceOf(Replay.Reset.class);
      node.publish(durable(A, 2));
      node.publish(some(B, 20));
      assertThat(node.log.read(before, List.of(A), NO_LIMIT)).isInstanceOf(Replay.Reset.class);
      assertThat(whats(node.log.read(now, List.of(A), NO_LIMIT))).containsExactly("2");
      assertThat(after.position()).isLessThan(now.position());
    }
  }

  @Test
  void a_channel_that_expired_with_its_last_event_never_hides_it() throws Exception {
    // The cursor lies right before the lost event, and less than a second before it, so that a
    // horizon that is counted in whole seconds would lie behind it.
    Retention second = new Retention(10, 1 << 20, 100, Duration.ofSeconds(1), Duration.ofHours(1));
    try (LogNode node = LogNode.on(redis, second);
        Jedis jedis = redis.jedis()) {
      for (int round = 0; round < 3; round++) {
        Cursor before = node.now();
        node.publish(durable(A, "lost"));
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> !jedis.exists("{linger}:channel:thread:1"));
        node.publish(durable(A, "next"));
        node.publish(some(B, 20));

        assertThat(node.log.read(before, List.of(A), NO_LIMIT)).isInstanceOf(Replay.Reset.class);
        jedis.del("{linger}:channel:thread:1");
      }
    }
  }

  @Test
  void a_users_own_channel_is_kept_longer_and_longer_than_nodes_remember() throws Exception {
    ChannelName user = ChannelName.ofUser("7");
    Retention second =
        new Retention(
            10, 1 << 20, 1, Duration.ofSeconds(1), 500, Duration.ofDays(30), Duration.ofHours(1));
    try (LogNode node = LogNode.on(redis, second);
        Jedis jedis = redis.jedis()) {
      Reader reader = new Reader(node.now(), A, user);
      node.publish(some(user, 300));
      node.publish(some(A, 300));
      await().until(() -> !jedis.exists("{linger}:channel:thread:1"));
      reader.read(node);

      assertThat(reader.resets).containsOnlyKeys(A);
      assertThat(reader.seen).hasSize(300);
      assertThat(jedis.pttl("{linger}:channel:user:7"))
          .isGreaterThan(Duration.ofDays(29).toMillis());
      assertThat(node.log.before(user, null, NO_LIMIT)).hasSize(300);
    }
  }

  @Test
  void a_users_own_channel_that_expired_is_trimmed_for_older_cursors() throws Exception {
    ChannelName user = ChannelName.ofUser("7");
    Retention second =
        new Retention(
            10, 1 << 20, 100, Duration.ofDays(1), 100, Duration.ofSeconds(1), Duration.ofHours(1));
    try (LogNode node = LogNode.on(redis, second);
        Jedis jedis = redis.jedis()) {
      Cursor before = node.now();
      node.publish(durable(user, 1));
      await().until(() -> !jedis.exists("{linger}:channel:user:7"));
      node.publish(some(B, 20));

      assertThat(node.log.read(before, List.of(user), NO_LIMIT)).isInstanceOf(Replay.Reset.class);
      assertThat(node.log.read(before, List.of(A), NO_LIMIT)).isInstanceOf(Replay.UpToDate.class);
    }
  }

  @Test
  void nodes_that_keep_channels_for_different_times_do_not_honour_each_others_cursors()
      throws Exception {
    Retention other = new Retention(10, 1 << 20, 100, Duration.ofDays(2), Duration.ofHours(1));
    try (LogNode a = LogNode.on(redis, SHORT_MEMORY);
        LogNode b = LogNode.on(redis, other)) {
      assertThat(a.epoch()).isNotEqualTo(b.epoch());
      Reader reader = new Reader(a.now(), A);
      reader.read(b);
      assertThat(reader.resets).containsEntry(A, Replay.Reason.EPOCH);
    }
    Retention users =
        new Retention(
            10,
            1 << 20,
            100,
            SHORT_MEMORY.channelAge(),
            100,
            Duration.ofDays(7),
            Duration.ofHours(1));
    try (LogNode a = LogNode.on(redis, SHORT_MEMORY);
        LogNode b = LogNode.on(redis, users)) {
      assertThat(a.epoch()).isNotEqualTo(b.epoch());
    }
  }

  @Test
  void a_tail_that_falls_behind_leaves_the_gap_to_redis() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Advances blocking = new Advances();
    try (LogNode a = LogNode.on(redis, SHORT_MEMORY);
        LogNode b = new LogNode(LogNode.settings(redis.url()), SHORT_MEMORY, blocking).ready()) {
      Reader reader = new Reader(b.now(), A);
      Epoch epoch = b.epoch();
      int resumptions = blocking.resumptions();
      blocking.alsoTell(waitingFor(goOn));
      a.publish(some(A, 90));
      goOn.countDown();
      a.publish(durable(A, 91));

      await().until(() -> reader.read(b) != null && reader.seen.size() == 91);
      assertThat(reader.resets).isEmpty();
      assertThat(b.epoch()).isEqualTo(epoch);
      assertThat(blocking.resumptions()).isGreaterThan(resumptions);
    }
  }

  @Test
  void a_long_stream_of_appends_on_two_nodes_never_changes_the_epoch() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LogNode a = LogNode.on(redis);
        LogNode b = LogNode.on(redis)) {
      Epoch epoch = a.epoch();
      Cursor start = a.now();
      List<Future<?>> publishers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        LogNode node = i % 2 == 0 ? a : b;
        ChannelName channel = new ChannelName("thread:" + i);
        Callable<Void> publisher =
            () -> {
              for (int n = 0; n < 3_000; n++) {
                node.log.append(List.of(durable(channel, n)));
              }
              return null;
            };
        publishers.add(threads.submit(publisher));
      }
      for (Future<?> publisher : publishers) {
        publisher.get();
      }
      Cursor end = new Cursor(epoch, a.publish(durable(A, "end")).get(0).position());
      await().until(() -> !end.position().isAfter(b.now().position()));

      assertThat(a.epoch()).isEqualTo(epoch);
      assertThat(b.epoch()).isEqualTo(epoch);
      ChannelName last = new ChannelName("thread:3");
      assertThat(whats(a.log.read(start, List.of(last), NO_LIMIT))).hasSize(3_000);
      assertThat(whats(b.log.read(start, List.of(last), NO_LIMIT))).hasSize(3_000);
    } finally {
      threads.shutdownNow();
    }
  }

  static LogListener waitingFor(CountDownLatch latch) {
    return new LogListener() {
      @Override
      public void advanced(ChannelName channel, Position position) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void resumed() {}
    };
  }

  private static void append(LogNode node, Draft draft) {
    try {
      node.log.append(List.of(draft));
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }
}
