package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.linger.event.ChannelName;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Clocks that jump, a Redis that forgets, sweepers at once, and names that are meant badly. */
class PresenceHostileTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");
  private static final PresenceLimits LIMITS = PresenceLimits.DEFAULT;
  private static final Person ADA = new Person("7", "Ada");
  private static final Person BO = new Person("8", "Bo");

  private static RedisProcess redis;
  private static RedisPresenceWorld world;

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded();
    world = new RedisPresenceWorld(redis);
  }

  @AfterAll
  static void stop() {
    world.close();
    redis.close();
  }

  @BeforeEach
  void open() {
    world.open(LIMITS);
  }

  @Test
  void after_a_clock_has_jumped_forward_everybody_leaves_once_and_is_back_with_the_next_renewal()
      throws Exception {
    renew(ADA);
    renew(BO);
    world.move(Duration.ofDays(1));
    sweep();
    sweep();
    renew(ADA);
    sweep();
    // Whose lease ended first, by a millisecond or none, leaves first.
    assertThat(world.told().stream().map(told -> told.event() + " " + told.user()))
        .startsWith("joined 7", "joined 8")
        .containsExactlyInAnyOrder("joined 7", "joined 8", "left 7", "left 8", "joined 7")
        .endsWith("joined 7");
  }

  @Test
  void after_a_clock_has_jumped_back_nobody_stays_longer_than_a_lease() throws Exception {
    renew(ADA);
    renew(BO);
    world.move(Duration.ofDays(-1));
    sweep();
    renew(ADA);
    world.pass(Duration.ofSeconds(60));
    sweep();
    renew(ADA);
    assertThat(told()).containsExactly("joined 7 1", "joined 8 2");
    world.pass(Duration.ofSeconds(30));
    sweep();
    assertThat(told()).containsExactly("joined 7 1", "joined 8 2", "left 8 1");
  }

  @Test
  void a_clock_that_jumped_back_does_not_silence_counts() throws Exception {
    world.open(new PresenceLimits(LIMITS.lease(), 0));
    renew(ADA);
    world.move(Duration.ofDays(-1));
    renew(BO);
    assertThat(told()).containsExactly("count 1", "count 2");
  }

  @Test
  void where_redis_has_lost_the_people_but_not_the_leases_they_are_back_with_the_next_renewal()
      throws Exception {
    renew(ADA);
    try (Jedis jedis = world.jedis()) {
      jedis.del("{linger}:presence:people:thread:42");
    }
    renew(ADA);
    assertThat(world.node(1).snapshot(THREAD).named()).containsExactly(ADA);
    world.pass(LIMITS.lease());
    sweep();
    assertThat(told()).containsExactly("joined 7 1", "joined 7 1", "left 7 0");
  }

  @Test
  void when_nobody_is_left_nothing_is_left_in_redis() throws Exception {
    world.open(new PresenceLimits(LIMITS.lease(), 1));
    renew(ADA);
    renew(BO);
    world.node(0).leave(List.of("7\ntab", "8\ntab", "9\ntab"));
    world.pass(Duration.ofSeconds(10));
    sweep();
    world.pass(Duration.ofSeconds(10));
    sweep();
    try (Jedis jedis = world.jedis()) {
      // But when that was found out.
      assertThat(jedis.keys("{linger}:presence:*")).containsExactly("{linger}:presence:swept");
    }
  }

  @Test
  void two_sweepers_at_once_tell_of_everybody_once() throws Exception {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 1_300; i++) {
      leases.add(
          PresenceContract.lease(
              new ChannelName("thread:" + i % 100), new Person("" + i, null), "tab"));
    }
    world.node(0).renew(leases);
    world.pass(LIMITS.lease());
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> sweepers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PresenceStore node = world.node(i);
      Thread sweeper =
          new Thread(
              () -> {
                try {
                  start.await();
                  node.sweep();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      sweepers.add(sweeper);
      sweeper.start();
    }
    start.countDown();
    for (Thread sweeper : sweepers) {
      sweeper.join();
    }
    assertThat(world.told()).hasSize(2_600);
    assertThat(
            world.told().stream()
                .filter(told -> told.event().equals("left"))
                .map(PresenceWorld.Told::user))
        .hasSize(1_300)
        .doesNotHaveDuplicates();
  }

  @Test
  void an_id_that_would_be_taken_for_something_else_is_nobodys() {
    assertThat(Person.isId("7\n8")).isFalse();
    assertThat(Person.isId("")).isFalse();
    assertThat(Person.isId("x".repeat(129))).isFalse();
    assertThat(Person.isId("half \uD83D")).isFalse();
    assertThat(Person.isId("whole \uD83D\uDC4B")).isTrue();
    assertThrows(IllegalArgumentException.class, () -> new Person("7\n8", null));
    assertThrows(IllegalArgumentException.class, () -> new Lease(THREAD, ADA, "8\ntab"));
    assertThrows(
        IllegalArgumentException.class, () -> new Lease(new ChannelName("forum"), ADA, "7\ntab"));
  }

  @Test
  void a_name_is_cut_where_a_character_ends_and_half_a_character_is_none() {
    assertThat(new Person("7", "x".repeat(99) + "\uD83D\uDC4B" + "yy").name())
        .isEqualTo("x".repeat(99));
    assertThat(new Person("7", "a\uD83Db").name()).isEqualTo("a?b");
    assertThat(new Person("7", " \n ").name()).isNull();
  }

  private static void renew(Person person) throws Exception {
    world.node(0).renew(List.of(PresenceContract.lease(THREAD, person, "tab")));
  }

  private static void sweep() throws Exception {
    world.node(0).sweep();
    world.node(1).sweep();
  }

  private static List<String> told() {
    return world.told().stream().map(Object::toString).toList();
  }
}
