package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.Audience;
import dev.linger.event.ChannelName;
import dev.linger.event.Kind;
import dev.linger.log.Draft;
import dev.linger.support.RedisProcess;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The lease, its fence, and how far the log has been told; the test lets leases end. */
class SharedLogTest {

  private static final ChannelName FORUM = new ChannelName("forum");

  private static RedisProcess redis;
  private SharedLogNode a;
  private SharedLogNode b;

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void open() {
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
    a = new SharedLogNode(redis, "a1");
    b = new SharedLogNode(redis, "b1");
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void one_node_has_the_lease_until_it_gives_it_up() throws Exception {
    assertThat(a.shared.renew("a", false).isOurs()).as("it does not hear").isFalse();
    assertThat(a.shared.renew("a", true).isOurs()).isTrue();
    assertThat(b.shared.renew("b", true).isOurs()).isFalse();
    b.shared.release("b");
    assertThat(a.shared.renew("a", true).isOurs()).isTrue();
    a.shared.release("a");
    assertThat(b.shared.renew("b", true).isOurs()).isTrue();
  }

  @Test
  void a_lease_ends_by_itself_and_renewing_makes_it_last() throws Exception {
    a.shared.renew("a", true);
    try (Jedis jedis = redis.jedis()) {
      assertThat(jedis.pttl("{linger}:bridge")).isBetween(2_000L, 3_000L);
      jedis.pexpire("{linger}:bridge", 1_500);
      a.shared.renew("a", true);
      assertThat(jedis.pttl("{linger}:bridge")).isBetween(2_000L, 3_000L);
    }
  }

  /** Hunts this: A reads what to store; A is frozen; its lease ends; B takes it; A stores. */
  @Test
  void a_node_that_was_frozen_while_another_took_over_stores_nothing() throws Exception {
    String tokenOfA = a.shared.renew("a", true).token();
    assertThat(a.shared.append(tokenOfA, 1, new Place(1, 1), drafts("by a"))).isTrue();
    endLease();
    String tokenOfB = b.shared.renew("b", true).token();
    assertThat(a.shared.append(tokenOfA, 2, new Place(1, 2), drafts("late"))).isFalse();
    assertThat(b.shared.append(tokenOfB, 1, new Place(1, 2), drafts("by b"))).isTrue();
    assertThat(stored()).containsExactly("by a", "by b");
    assertThat(b.shared.renew("b", true).heard()).isEqualTo(new Place(1, 2));
  }

  /**
   * The twin: the same interleaving past the fence, which shows that it is the fence that helps.
   */
  @Test
  void without_the_fence_it_would_have_been_stored_twice() throws Exception {
    String tokenOfA = a.shared.renew("a", true).token();
    a.shared.append(tokenOfA, 1, new Place(1, 1), drafts("by a"));
    endLease();
    String tokenOfB = b.shared.renew("b", true).token();
    a.log.append(drafts("late"));
    b.shared.append(tokenOfB, 1, new Place(1, 2), drafts("late"));
    assertThat(stored()).containsExactly("by a", "late", "late");
  }

  @Test
  void a_node_whose_lease_ended_but_was_not_taken_may_still_store() throws Exception {
    String token = a.shared.renew("a", true).token();
    endLease();
    assertThat(a.shared.append(token, 1, new Place(1, 1), drafts("x"))).isTrue();
    assertThat(a.shared.renew("a", true).token()).as("another lease").isNotEqualTo(token);
  }

  @Test
  void what_was_not_confirmed_may_be_stored_again_and_is_stored_once() throws Exception {
    String token = a.shared.renew("a", true).token();
    a.shared.append(token, 1, new Place(1, 2), drafts("1", "2"));
    a.shared.append(token, 1, new Place(1, 2), drafts("1", "2"));
    a.shared.append(token, 2, new Place(1, 4), drafts("2", "3", "4"));
    assertThat(stored()).containsExactly("1", "2", "3", "4");
  }

  @Test
  void a_token_is_never_the_same_again_though_redis_loses_everything() throws Exception {
    String token = a.shared.renew("a", true).token();
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
    assertThat(b.shared.renew("b", true).isOurs()).isTrue();
    assertThat(a.shared.append(token, 1, new Place(1, 1), drafts("late"))).isFalse();
    assertThat(stored()).isEmpty();
  }

  @Test
  void what_came_from_the_forum_and_what_is_the_servers_own_is_passed_over() throws Exception {
    Told now = a.shared.after(null, 0).upTo();
    String token = a.shared.renew("a", true).token();
    a.log.append(drafts("1"));
    a.shared.append(token, 1, new Place(1, 1), drafts("from the forum"));
    a.log.probe();
    a.log.append(drafts("2"));
    SharedLog.Part part = a.shared.after(now, 100);
    assertThat(part.published()).extracting(SharedLog.Published::data).containsExactly("1", "2");
    assertThat(part.isTrimmed()).isFalse();
    assertThat(a.shared.after(part.upTo(), 100).published()).isEmpty();
    assertThat(a.shared.after(now, 1).hasMore()).isTrue();
  }

  /** The forum's servers broadcast what they are told. */
  @Test
  void what_is_not_for_everybody_is_not_told_to_the_forum() throws Exception {
    Told now = a.shared.after(null, 0).upTo();
    Audience some = new Audience(Set.of("7"), Set.of());
    a.log.append(List.of(new Draft(FORUM, Kind.DURABLE, "secret", null, some)));
    a.log.append(drafts("2"));
    SharedLog.Part part = a.shared.after(now, 100);
    assertThat(part.published()).extracting(SharedLog.Published::data).containsExactly("2");
    assertThat(part.isTrimmed()).isFalse();
  }

  @Test
  void entries_that_were_trimmed_before_they_were_told_are_noticed() throws Exception {
    Told now = a.shared.after(null, 0).upTo();
    a.log.append(drafts("1", "2", "3"));
    try (Jedis jedis = redis.jedis()) {
      jedis.xtrim("{linger}:tail", 1, false);
    }
    SharedLog.Part part = a.shared.after(now, 100);
    assertThat(part.isTrimmed()).isTrue();
    assertThat(part.published()).extracting(SharedLog.Published::data).containsExactly("3");
  }

  @Test
  void in_another_life_of_the_log_all_that_it_has_is_new() throws Exception {
    a.log.append(drafts("1"));
    Told now = a.shared.after(null, 0).upTo();
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
    b.log.append(drafts("2"));
    SharedLog.Part part = b.shared.after(new Told(now.epoch(), "9999999999999-0"), 100);
    assertThat(part.published()).extracting(SharedLog.Published::data).containsExactly("2");
    assertThat(b.shared.after(part.upTo(), 100).published()).isEmpty();
  }

  private static void endLease() {
    try (Jedis jedis = redis.jedis()) {
      jedis.del("{linger}:bridge");
    }
  }

  private static List<Draft> drafts(String... data) {
    return List.of(data).stream().map(each -> new Draft(FORUM, Kind.DURABLE, each, null)).toList();
  }

  private static List<String> stored() {
    try (Jedis jedis = redis.jedis()) {
      return jedis.xrange("{linger}:channel:forum", "-", "+").stream()
          .map(entry -> entry.getFields().get("data"))
          .toList();
    }
  }
}
