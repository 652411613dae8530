package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.LogLines;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole nodes, a real Redis, and the forum's servers played by the test. */
class BridgeTest {

  private static final String[] CHANNELS = {"forum", "notifications"};

  private RedisProcess redis;
  private Pubsub forum;
  private final List<TestNode> nodes = new ArrayList<>();

  @BeforeEach
  void startForum() {
    redis = RedisProcess.embedded();
    forum = new Pubsub(redis, CHANNELS);
  }

  @AfterEach
  void stopAll() {
    forum.close();
    nodes.forEach(TestNode::close);
    redis.close();
  }

  @Test
  void what_the_forum_says_reaches_a_poll_where_the_routing_says() throws Exception {
    TestNode node = bridging();
    try (Client client = new Client(node.uri())) {
      String cursor = client.cursor("thread:42", "user:7", "forum");
      forum.say("forum", "{\"type\":\"new_post\", \"threadId\":\"42\",\n \"post\":{\"id\":1.5}}");
      forum.say("notifications", "{\"type\":\"notification\",\"payload\":{\"userId\":7}}");
      forum.say("forum", "{\"type\":\"maintenance\"}");
      assertThat(events(client, cursor, 3, "thread:42", "user:7", "forum"))
          .containsExactly(
              "thread:42 {\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":1.5}}",
              "user:7 {\"type\":\"notification\",\"payload\":{\"userId\":7}}",
              "forum {\"type\":\"maintenance\"}");
    }
  }

  @Test
  void typing_is_not_told_late_and_only_the_last_word_on_a_posts_likes_is() throws Exception {
    TestNode node = bridging();
    try (Client client = new Client(node.uri())) {
      String cursor = client.cursor("thread:42");
      for (int i = 1; i <= 5; i++) {
        forum.say(
            "forum",
            "{\"type\":\"post_liked\",\"threadId\":\"42\",\"postId\":\"9\",\"likes\":" + i + "}");
      }
      forum.say("forum", "{\"type\":\"user_typing\",\"threadId\":\"42\",\"userId\":\"1\"}");
      forum.say("forum", "{\"type\":\"new_post\",\"threadId\":\"42\"}");
      await().until(() -> node.bridge().stored() == 7);
      assertThat(events(client, cursor, 3, "thread:42"))
          .hasSize(3)
          .first()
          .asString()
          .contains("5");
      try (var jedis = redis.jedis()) {
        assertThat(jedis.xlen("{linger}:channel:thread:42")).as("the typing is none").isEqualTo(6);
      }
    }
  }

  @Test
  void what_lingers_clients_and_publishers_send_is_told_to_the_forum_as_it_is() throws Exception {
    TestNode node = bridging();
    try (Client client = new Client(node.uri())) {
      client.send(
          "POST", "send", "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":1}}");
      client.send(
          "POST", "send", "{\"type\":\"user_typing\",\"threadId\":\"42\",\"token\":\"7:Ada\"}");
      client.published("user:7", "{\"type\":\"notification\",\"payload\":{\"userId\":\"7\"}}");
      client.published("forum", "{\"type\":\"maintenance\"}");
    }
    forum.awaitSaid("forum", "{\"type\":\"maintenance\"}");
    assertThat(forum.said())
        .containsExactly(
            "forum {\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":1}}",
            "forum {\"type\":\"user_typing\",\"threadId\":\"42\",\"userId\":\"7\",\"userName\":\"Ada\"}",
            "notifications {\"type\":\"notification\",\"payload\":{\"userId\":\"7\"}}",
            "forum {\"type\":\"maintenance\"}");
  }

  @Test
  void with_the_cursor_switched_on_a_poll_can_go_on_from_what_was_told() throws Exception {
    TestNode node = bridging("bridge.cursor", "true");
    try (Client client = new Client(node.uri())) {
      client.published("thread:42", "{\"type\":\"new_post\",\"threadId\":\"42\"}");
      await().until(() -> forum.said().size() == 1);
      client.published("thread:42", "{\"type\":\"post_deleted\",\"threadId\":\"42\"}");
      String told = forum.said().get(0);
      String cursor = told.replaceAll(".*\"cursor\":\"([^\"]+)\"}$", "$1");
      assertThat(told).startsWith("forum {\"type\":\"new_post\",\"threadId\":\"42\",\"cursor\":");
      assertThat(events(client, cursor, 1, "thread:42"))
          .containsExactly("thread:42 {\"type\":\"post_deleted\",\"threadId\":\"42\"}");
    }
  }

  @Test
  void an_event_that_a_message_can_t_address_is_not_shown_to_everybody() throws Exception {
    TestNode node = bridging();
    try (Client client = new Client(node.uri())) {
      client.published("user:7", "{\"type\":\"secret\",\"text\":\"for 7 only\"}");
      client.published("thread:42", "{\"type\":\"new_post\",\"threadId\":\"43\"}");
      client.published("forum", "{\"no\":\"type\"}");
      client.published("forum", "{\"type\":\"maintenance\"}");
    }
    forum.awaitSaid("forum", "{\"type\":\"maintenance\"}");
    assertThat(forum.said()).hasSize(1);
    assertThat(node.bridge().unaddressed()).isEqualTo(3);
  }

  @Test
  void nothing_loops_and_the_forum_may_say_the_same_thing_twice_and_what_linger_said_too()
      throws Exception {
    TestNode a = bridging();
    TestNode b = standby();
    String same = "{\"type\":\"maintenance\"}";
    try (Client client = new Client(b.uri())) {
      client.published("forum", same);
      forum.awaitSaid("forum", same);
      forum.say("forum", same);
      forum.say("forum", same);
      await().until(() -> a.bridge().stored() == 2);
      client.published("forum", same);
      await().until(() -> a.bridge().own() == 2);
      // A round trip of another one: by then a loop would have shown.
      forum.say("forum", "{\"type\":\"over\"}");
      await().until(() -> a.bridge().stored() == 3);
    }
    await().until(() -> b.bridge().heard() == a.bridge().heard());
    assertThat(forum.said()).hasSize(5);
    assertThat(a.bridge().told()).isEqualTo(2);
    assertThat(b.bridge().own()).isEqualTo(2);
    assertThat(b.bridge().stored() + b.bridge().told()).isZero();
  }

  @Test
  void one_of_many_nodes_bridges_and_when_it_goes_another_goes_on_where_it_stopped()
      throws Exception {
    bridging();
    TestNode b = standby();
    standby();
    try (Client client = new Client(b.uri())) {
      String cursor = client.cursor("forum");
      Thread speaking =
          new Thread(
              () -> IntStream.range(0, 3_000).forEach(i -> forum.say("forum", message(i))),
              "forum");
      speaking.start();
      await().until(() -> nodes.get(0).bridge().stored() > 500);
      nodes.remove(0).close();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> nodes.stream().filter(node -> node.bridge().isBridging()).count() == 1);
      speaking.join();
      List<String> expected =
          IntStream.range(0, 3_000).mapToObj(i -> "forum " + message(i)).toList();
      assertThat(events(client, cursor, 3_000, "forum")).isEqualTo(expected);
      assertThat(nodes.stream().mapToLong(node -> node.bridge().gaps()).sum()).isZero();
    }
  }

  @Test
  void what_nobody_heard_is_a_gap_that_is_counted() {
    bridging();
    forum.say("forum", message(1));
    await().until(() -> nodes.get(0).bridge().stored() == 1);
    nodes.remove(0).close();
    forum.say("forum", message(2));
    TestNode next = bridging();
    forum.say("forum", message(3));
    await().until(() -> next.bridge().stored() == 1);
    assertThat(next.bridge().gaps()).isEqualTo(1);
    assertThat(next.bridge().gapMillis()).isBetween(1L, 60_000L);
  }

  @Test
  void what_was_published_while_nobody_bridged_is_told_when_somebody_does_again() throws Exception {
    bridging();
    nodes.remove(0).close();
    TestNode without = TestNode.start("redis.url", redis.url());
    nodes.add(without);
    try (Client client = new Client(without.uri())) {
      await().until(() -> client.get("health/ready").status() == 200);
      client.published("forum", message(1));
      client.publish("{\"channel\":\"forum\",\"ttl\":0.001,\"data\":" + message(2) + "}");
      client.published("forum", message(3));
    }
    TestNode next = bridging();
    forum.awaitSaid("forum", message(3));
    assertThat(forum.said()).containsExactly("forum " + message(1), "forum " + message(3));
    assertThat(next.bridge().expired()).isEqualTo(1);
  }

  @Test
  void a_redis_that_is_away_for_a_while_is_a_gap_and_no_end() {
    TestNode node = bridging();
    redis.kill();
    redis.start();
    forum.close();
    forum = new Pubsub(redis, CHANNELS);
    await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              forum.say("forum", message(1));
              return node.bridge().stored() > 0;
            });
    assertThat(node.bridge().isBridging()).isTrue();
  }

  @Test
  void a_connection_that_is_cut_is_made_again() {
    TestNode node = bridging();
    try (var jedis = redis.jedis()) {
      for (int i = 0; i < 3; i++) {
        String pubsub =
            jedis
                .clientList()
                .lines()
                .filter(line -> line.contains("sub=3"))
                .map(line -> line.replaceAll("^id=(\\d+) .*", "$1"))
                .findFirst()
                .orElseThrow();
        long takeovers = node.bridge().takeovers();
        jedis.clientKill(new redis.clients.jedis.params.ClientKillParams().id(pubsub));
        await().atMost(Duration.ofSeconds(5)).until(() -> node.bridge().takeovers() > takeovers);
      }
    }
    forum.say("forum", message(1));
    await().until(() -> node.bridge().stored() == 1);
    assertThat(node.bridge().gaps()).isEqualTo(3);
  }

  /** With just the rights that operations.md asks for. */
  @Test
  void the_forum_may_be_on_another_redis_whose_messages_wait_while_the_log_is_away()
      throws Exception {
    try (RedisProcess other = RedisProcess.embedded();
        Pubsub elsewhere = new Pubsub(other, CHANNELS)) {
      try (var jedis = other.jedis()) {
        jedis.aclSetUser(
            "linger", "on", ">secret", "resetchannels", "~{linger}:*", "&{linger}:bridge:marks");
        for (String channel : CHANNELS) {
          jedis.aclSetUser("linger", "&" + channel);
        }
        for (String command :
            ("eval evalsha script subscribe unsubscribe publish get set pexpire time ping hello"
                    + " client")
                .split(" ", -1)) {
          jedis.aclSetUser("linger", "+" + command);
        }
      }
      String url = "redis://linger:secret@127.0.0.1:" + other.port();
      TestNode node = bridging("bridge.redis-url", url);
      try (Client client = new Client(node.uri())) {
        client.published("forum", message(1));
        elsewhere.awaitSaid("forum", message(1));
        redis.freeze();
        for (int i = 2; i <= 500; i++) {
          elsewhere.say("forum", message(i));
        }
        await().until(() -> node.bridge().heard() == 500);
        redis.thaw();
        await().atMost(Duration.ofSeconds(20)).until(() -> node.bridge().stored() == 499);
        client.published("forum", message(501));
        elsewhere.awaitSaid("forum", message(501));
        assertThat(node.bridge().told()).isEqualTo(2);
        assertThat(node.bridge().lost() + node.bridge().gaps()).isZero();
      }
      assertThat(forum.said()).as("on the log's own Redis").isEmpty();
    }
  }

  private static String message(int number) {
    return "{\"type\":\"new\",\"number\":" + number + "}";
  }

  @Test
  void a_forum_that_says_nothing_is_listened_to_all_the_same() throws Exception {
    try (LogLines log = new LogLines()) {
      // Far shorter than the second between two marks.
      TestNode node = bridging("redis.timeout", "200ms");
      long first = mark();
      await().atMost(Duration.ofSeconds(20)).until(() -> mark() >= first + 4);
      assertThat(node.bridge().gaps()).isZero();
      assertThat(log.complaints()).noneMatch(line -> line.contains("does not hear"));
    }
  }

  private long mark() {
    try (var jedis = redis.jedis()) {
      return Long.parseLong(jedis.get("{linger}:bridge:mark"));
    }
  }

  /** Starts a node and waits until it bridges. */
  private TestNode bridging(String... settings) {
    TestNode node = start(settings);
    await().atMost(Duration.ofSeconds(10)).until(() -> node.bridge().isBridging());
    return node;
  }

  /** Starts a node and waits until it hears what the forum says. */
  private TestNode standby() {
    TestNode node = start();
    await().atMost(Duration.ofSeconds(10)).until(() -> node.bridge().isListening());
    return node;
  }

  private TestNode start(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("redis.url", redis.url(), "bridge.channels", String.join(",", CHANNELS)));
    all.addAll(List.of(settings));
    TestNode node = TestNode.start(all.toArray(new String[0]));
    nodes.add(node);
    return node;
  }

  /** Polls until there are so many, and gives each with its channel in front. */
  private static List<String> events(Client client, String cursor, int count, String... channels) {
    List<String> events = new ArrayList<>();
    String next = cursor;
    for (int polls = 0; events.size() < count && polls < count + 20; polls++) {
      var reply = client.poll(Client.after(next, 2, channels));
      for (JsonNode event : reply.json().get("events")) {
        events.add(event.get("channel").asText() + " " + event.get("data"));
      }
      next = Client.cursorOf(reply);
    }
    return events;
  }
}
