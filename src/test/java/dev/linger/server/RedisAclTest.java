package dev.linger.server;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * The users that operations.md tells operators to make. That their rights suffice for the log, and
 * what is kept beside it, is shown by the contract tests, which run as the first of them; here it
 * is a whole node with a bridge, and what they may not.
 */
class RedisAclTest {

  static Stream<Path> servers() {
    return Stream.concat(
        Stream.of(RedisProcess.embeddedBinary()), RedisProcess.installedBinary().stream());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void a_node_and_its_bridge_need_no_more_on_two_servers(Path binary) throws Exception {
    try (RedisProcess log = RedisProcess.of(binary).as(RedisUser.LOG);
        RedisProcess forum = RedisProcess.of(binary).as(RedisUser.BRIDGE)) {
      serve(log, forum);
      assertThat(refused(log)).isEmpty();
      assertThat(refused(forum)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void a_node_and_its_bridge_need_no_more_on_one_server(Path binary) throws Exception {
    try (RedisProcess redis = RedisProcess.of(binary).as(RedisUser.BOTH)) {
      serve(redis, redis);
      assertThat(refused(redis)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void the_logs_user_may_nothing_else(Path binary) {
    try (RedisProcess redis = RedisProcess.of(binary).as(RedisUser.LOG)) {
      assertRefused(redis, RedisUser.LOG, "PUBLISH forum {}", "SUBSCRIBE forum");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void the_bridges_user_may_nothing_else(Path binary) {
    try (RedisProcess redis = RedisProcess.of(binary).as(RedisUser.BRIDGE)) {
      assertRefused(
          redis,
          RedisUser.BRIDGE,
          "GET {linger}:epoch",
          "XADD {linger}:bridge:x * a b",
          "PUBLISH other {}",
          "SUBSCRIBE other",
          "PSUBSCRIBE *");
    }
  }

  private static void serve(RedisProcess log, RedisProcess forum) throws Exception {
    try (TestNode node =
            TestNode.start(
                "redis.url", log.url(),
                "bridge.redis-url", forum.url(),
                "bridge.channels", "forum,notifications");
        Client client = new Client(node.uri());
        Jedis speaking = forum.jedis();
        Jedis listening = forum.jedis()) {
      await().atMost(Duration.ofSeconds(20)).until(() -> node.bridge().isBridging());
      List<String> heard = new ArrayList<>();
      JedisPubSub ear =
          new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
              heard.add(channel);
              unsubscribe();
            }
          };
      CompletableFuture<Void> told =
          CompletableFuture.runAsync(() -> listening.subscribe(ear, "forum"));
      await().until(ear::isSubscribed);
      String cursor = client.cursor("thread:42");

      client.published("thread:42", "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{}}");
      told.get(20, TimeUnit.SECONDS);
      speaking.publish("forum", "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{}}");

      await().until(() -> Client.ids(client.poll(after(cursor, 0, "thread:42"))).size() == 2);
      assertThat(heard).containsExactly("forum");
      ask(client, cursor);
    }
  }

  /** Whatever else a node keeps in Redis. */
  private static void ask(Client client, String cursor) {
    String ada = "\"token\":\"7:Ada\"}";
    client.poll(after(cursor, 0, "thread:42").replace("}", ",\"client\":\"c1\"," + ada));
    String post = "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":1}}";
    client.published("thread:42", post);
    client.published("user:7", "{\"type\":\"notification\",\"payload\":{\"userId\":\"7\"}}");
    for (String sent :
        List.of(
            "{\"type\":\"user_typing\",\"threadId\":\"42\",",
            "{\"type\":\"read\",\"threadId\":\"42\",\"postId\":\"1\",",
            "{\"type\":\"leave\",\"client\":\"c1\",")) {
      assertThat(client.send("POST", "send", sent + ada).status()).as(sent).isLessThan(300);
    }
    client.poll("{\"channels\":[\"thread:42\"],\"resume\":\"tv\",\"hold\":0," + ada);
    for (String path :
        List.of("presence?channel=thread:42", "receipts?channel=thread:42", "notifications")) {
      Http.Reply reply = client.get(path, "Authorization", "Bearer 7:Ada");
      assertThat(reply.status()).as(path + reply.body()).isEqualTo(200);
    }
    assertThat(client.get("health/ready").status()).isEqualTo(200);
  }

  private static void assertRefused(RedisProcess redis, RedisUser user, String... more) {
    try (Jedis admin = redis.jedis();
        Jedis jedis = user.connect(redis)) {
      admin.set("foreign", "1");
      List<String> commands =
          new ArrayList<>(
              List.of(
                  "FLUSHALL",
                  "FLUSHDB",
                  "KEYS *",
                  "SCAN 0",
                  "GET foreign",
                  "SET foreign 2",
                  "EVAL return(redis.call('GET','foreign')) 0",
                  "EVAL return(redis.call('KEYS','*')) 0",
                  "EVAL return(redis.call('FLUSHALL')) 0",
                  "CONFIG GET *",
                  "CONFIG SET dir /tmp",
                  "ACL LIST",
                  "ACL SETUSER linger +@all",
                  "CLIENT LIST",
                  "CLIENT KILL TYPE normal",
                  "SCRIPT FLUSH",
                  "MONITOR",
                  "REPLICAOF NO ONE",
                  "SHUTDOWN NOSAVE",
                  "RENAME foreign {linger}:x",
                  "INFO"));
      commands.addAll(List.of(more));
      for (String command : commands) {
        assertThatThrownBy(() -> run(jedis.getConnection(), command))
            .as(command)
            .isInstanceOf(JedisDataException.class)
            .hasMessageMatching("(?s).*(no permissions|can't access|can't run this command).*");
      }
      assertThat(admin.get("foreign")).isEqualTo("1");
    }
  }

  private static void run(Connection connection, String line) {
    String[] words = line.split(" ", -1);
    byte[][] arguments = Stream.of(words).skip(1).map(SafeEncoder::encode).toArray(byte[][]::new);
    connection.sendCommand(() -> SafeEncoder.encode(words[0]), arguments);
    connection.getOne();
  }

  /** What Redis has refused since it runs. */
  private static List<String> refused(RedisProcess redis) {
    try (Jedis jedis = redis.jedis()) {
      return jedis.aclLog().stream()
          .map(entry -> entry.getReason() + " " + entry.getContext() + " " + entry.getObject())
          .toList();
    }
  }
}
