package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far people with a WebSocket have read, as people with long polls are told of it. */
class ReadOverBridgeTest {

  private static final String POST =
      "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":\"10\"}}";

  private RedisProcess redis;
  private Pubsub forum;
  private TestNode node;
  private Client client;

  @BeforeEach
  void start() {
    redis = RedisProcess.embedded();
    forum = new Pubsub(redis, "forum", "notifications");
    node = TestNode.start("redis.url", redis.url(), "bridge.channels", "forum,notifications");
    client = new Client(node.uri());
    await().atMost(Duration.ofSeconds(10)).until(() -> node.bridge().isBridging());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    forum.close();
    node.close();
    redis.close();
  }

  @Test
  void a_receipt_is_in_the_snapshot_and_is_told_once_in_the_shape_that_all_receipts_have()
      throws Exception {
    String cursor = client.cursor("thread:42");
    forum.say("forum", POST);
    forum.say(
        "forum",
        "{\"type\":\"read\",\"threadId\":42,\"postId\":9,\"userId\":7,\"userName\":\"Ada\",\"x\":1}");
    forum.say("forum", over());
    assertThat(events(cursor, "thread:42"))
        .containsExactly(
            POST,
            "{\"type\":\"read\",\"threadId\":\"42\",\"userId\":\"7\",\"userName\":\"Ada\",\"postId\":\"9\"}",
            over());
    assertThat(receipts()).isEqualTo("[{\"userId\":\"7\",\"userName\":\"Ada\",\"postId\":\"9\"}]");
  }

  @Test
  void it_moves_forward_only_whoever_says_it() throws Exception {
    String cursor = client.cursor("thread:42");
    forum.say("forum", POST);
    forum.say("forum", read("9", "7"));
    forum.say("forum", read("8", "7"));
    forum.say("forum", read("9", "7"));
    await().until(() -> node.bridge().stored() == 4);
    client.send(
        "POST", "send", "{\"type\":\"read\",\"threadId\":42,\"postId\":10,\"token\":\"7\"}");
    forum.awaitSaid(
        "forum", "{\"type\":\"read\",\"threadId\":\"42\",\"userId\":\"7\",\"postId\":\"10\"}");
    forum.say("forum", read("9", "7"));
    forum.say("forum", over());
    await().until(() -> node.bridge().stored() == 6);
    assertThat(receipts()).contains("\"10\"").doesNotContain("\"9\"");
    assertThat(events(cursor, "thread:42")).as("of each person the last word").hasSize(3);
  }

  @Test
  void what_the_forum_said_is_not_told_back_to_it() throws Exception {
    client.cursor("thread:42");
    forum.say("forum", read("9", "7"));
    await().until(() -> node.bridge().stored() == 1);
    client.published("thread:42", over());
    forum.awaitSaid("forum", over());
    assertThat(forum.said()).containsExactly("forum " + read("9", "7"), "forum " + over());
  }

  @Test
  void a_receipt_for_the_future_or_of_nobody_is_refused_and_told_to_nobody() throws Exception {
    String cursor = client.cursor("thread:42");
    forum.say("forum", POST);
    forum.say("forum", read("11", "7"));
    forum.say("forum", read("z", "7"));
    forum.say("forum", "{\"type\":\"read\",\"threadId\":\"42\",\"postId\":\"9\"}");
    forum.say("forum", "{\"type\":\"read\",\"threadId\":\"42\",\"userId\":\"7\"}");
    forum.say("forum", read("9", "7:../../x"));
    forum.say("forum", read("9\\u0000", "7"));
    forum.say("forum", over());
    assertThat(events(cursor, "thread:42")).contains(POST).doesNotContain(read("11", "7"));
    assertThat(node.bridge().refused()).isEqualTo(5);
  }

  @Test
  void that_somebody_has_looked_at_their_notifications_moves_their_mark_and_is_told_both_ways()
      throws Exception {
    String cursor = client.cursor("user:7");
    forum.say("notifications", "{\"type\":\"notification\",\"payload\":{\"userId\":7}}");
    await().until(() -> node.bridge().stored() == 1);
    String id = notifications().path("notifications").get(0).get("id").asText();
    String looked = "{\"type\":\"notifications_read\",\"userId\":\"7\",\"upTo\":\"" + id + "\"}";
    forum.say("forum", looked);
    forum.say("forum", looked);
    forum.say("forum", looked.replace(id, "9999999999999-0"));
    forum.say("forum", looked.replace(id, "yesterday"));
    await().until(() -> node.bridge().stored() + node.bridge().refused() == 5);
    assertThat(node.bridge().refused()).isEqualTo(2);
    assertThat(notifications().get("readUpTo").asText()).isEqualTo(id);
    assertThat(notifications().get("unread").asInt()).isZero();
    assertThat(client.poll(Client.after(cursor, 0, "user:7")).json().get("events"))
        .extracting(event -> event.get("data").toString())
        .hasSize(2)
        .contains(looked);

    client.published("user:8", "{\"type\":\"notification\",\"payload\":{\"userId\":8}}");
    client.send(
        "POST",
        "send",
        "{\"type\":\"notifications_read\",\"token\":\"8\",\"upTo\":\"" + id + "\"}");
    forum.awaitSaid("notifications", looked.replace("\"7\"", "\"8\""));
  }

  /** All of a channel after a cursor, once it is over. */
  private List<String> events(String cursor, String channel) throws Exception {
    List<String> events = new ArrayList<>();
    for (int polls = 0; polls < 20 && !events.contains(over()); polls++) {
      events.clear();
      var reply = client.poll(Client.after(cursor, 2, channel));
      for (JsonNode event : reply.json().get("events")) {
        events.add(event.get("data").toString());
      }
    }
    return events;
  }

  private String receipts() throws Exception {
    return client.get("receipts?channel=thread:42").json().get("receipts").toString();
  }

  private JsonNode notifications() throws Exception {
    return client.get("notifications", "Authorization", "Bearer 7").json();
  }

  private static String read(String post, String user) {
    return "{\"type\":\"read\",\"threadId\":\"42\",\"userId\":\""
        + user
        + "\",\"postId\":\""
        + post
        + "\"}";
  }

  private static String over() {
    return "{\"type\":\"over\",\"threadId\":\"42\"}";
  }
}
