package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.log.LogNode;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** A ticket stands for somebody, once and for a minute; whatever keeps it. */
class TicketsTest {

  private static final Caller ADA =
      new Caller(
          "7",
          "Ada \"x\" é",
          Set.of("mods", "others"),
          new Grants(
              List.of(new ChannelPattern("thread:*")), List.of(new ChannelPattern("thread:42"))),
          new Pass("a token", 1_000, 2_000));

  private static RedisProcess redis;
  private static LogNode node;

  private long now = 1_000;

  /** Where tickets are kept. */
  enum Place {
    MEMORY,
    REDIS
  }

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

  @ParameterizedTest
  @EnumSource
  void a_ticket_stands_for_the_whole_caller_and_once(Place place) throws Exception {
    Tickets tickets = new Tickets(store(place));
    String ticket = tickets.issue(ADA);
    assertThat(tickets.redeem(ticket)).isEqualTo(ADA);
    assertThat(tickets.redeem(ticket)).isNull();
    String bare = tickets.issue(Caller.of("7", null));
    assertThat(tickets.redeem(bare)).isEqualTo(Caller.of("7", null));
  }

  @ParameterizedTest
  @EnumSource
  void what_was_never_issued_stands_for_nobody(Place place) throws Exception {
    Tickets tickets = new Tickets(store(place));
    String ticket = tickets.issue(ADA);
    String other = (ticket.charAt(0) == 'A' ? 'B' : 'A') + ticket.substring(1);
    for (String forged :
        List.of("", "x", ticket + "A", ticket.substring(1), other, "A".repeat(100_000), "*")) {
      assertThat(tickets.redeem(forged)).isNull();
    }
    assertThat(tickets.redeem(ticket)).as("it was not used up by that").isEqualTo(ADA);
  }

  @Test
  void no_two_are_alike_and_each_has_256_bits() throws Exception {
    Tickets tickets = new Tickets(store(Place.MEMORY));
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String ticket = tickets.issue(ADA);
      assertThat(ticket).matches("[A-Za-z0-9_-]{43}");
      all.add(ticket);
    }
    assertThat(all).hasSize(1_000);
  }

  @Test
  void after_a_minute_it_is_good_no_more() throws Exception {
    Tickets tickets = new Tickets(store(Place.MEMORY));
    String early = tickets.issue(ADA);
    String late = tickets.issue(ADA);
    now += 59_999;
    assertThat(tickets.redeem(early)).isEqualTo(ADA);
    now += 1;
    assertThat(tickets.redeem(late)).isNull();
  }

  @Test
  void redis_keeps_it_for_a_minute_and_under_its_hash_only() throws Exception {
    Tickets tickets = new Tickets(store(Place.REDIS));
    try (Jedis jedis = redis.jedis()) {
      jedis.keys("{linger}:ticket:*").forEach(jedis::del);
      String ticket = tickets.issue(ADA);
      Set<String> keys = jedis.keys("{linger}:ticket:*");
      assertThat(keys).hasSize(1);
      String key = keys.iterator().next();
      assertThat(key).doesNotContain(ticket);
      assertThat(jedis.pttl(key)).isBetween(50_000L, 60_000L);
      assertThat(tickets.redeem(key.substring(key.lastIndexOf(':') + 1))).isNull();
      assertThat(tickets.redeem(ticket)).isEqualTo(ADA);
      assertThat(jedis.exists(key)).isFalse();
    }
  }

  /** Hunts this: A and B both look, both find it, both take it. */
  @ParameterizedTest
  @EnumSource
  void of_two_who_come_with_the_same_ticket_one_gets_in(Place place) throws Exception {
    Tickets tickets = new Tickets(store(place));
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 200; round++) {
        String ticket = tickets.issue(ADA);
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Boolean> come =
            () -> {
              together.await(10, TimeUnit.SECONDS);
              return tickets.redeem(ticket) != null;
            };
        int in = 0;
        for (Future<Boolean> each : two.invokeAll(List.of(come, come))) {
          in += each.get() ? 1 : 0;
        }
        assertThat(in).isEqualTo(1);
      }
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void memory_has_a_bound_and_lets_the_oldest_go() throws Exception {
    MemoryTicketStore store = new MemoryTicketStore(() -> now);
    for (int i = 0; i <= MemoryTicketStore.MAX_TICKETS; i++) {
      store.put("k" + i, "text", Duration.ofSeconds(60));
    }
    assertThat(store.take("k0")).isNull();
    assertThat(store.take("k1")).isEqualTo("text");
  }

  private TicketStore store(Place place) {
    return place == Place.MEMORY
        ? new MemoryTicketStore(() -> now)
        : new RedisTicketStore(node.log);
  }
}
