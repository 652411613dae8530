package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.StreamClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Receipts, notifications, likes and the cursor of now, over a real connection. */
class ForumHttpTest {

  @AutoClose private static final TestNode node = TestNode.start("limit.actions", "10000/10000");

  @AutoClose private static final Client client = new Client(node.uri());

  @Test
  void a_receipt_reaches_the_thread_and_the_snapshot() {
    String cursor = client.cursor("thread:1");
    assertThat(
            send("{\"type\":\"read\",\"threadId\":1,\"postId\":9,\"userId\":\"8\"}", "7:Ada")
                .body())
        .isEqualTo("{\"linger\":1}");

    JsonNode told = client.poll(Client.after(cursor, 5, "thread:1")).json().at("/events/0/data");
    assertThat(told.toString())
        .isEqualTo(
            "{\"type\":\"read\",\"threadId\":\"1\",\"userId\":\"7\",\"userName\":\"Ada\",\"postId\":\"9\"}");
    JsonNode snapshot = client.get("receipts?channel=thread:1").json();
    assertThat(snapshot.get("receipts").toString())
        .isEqualTo("[{\"userId\":\"7\",\"userName\":\"Ada\",\"postId\":\"9\"}]");
    assertThat(snapshot.get("channel").asText()).isEqualTo("thread:1");
    assertThat(client.poll(Client.after(snapshot.get("cursor").asText(), 0, "thread:1")).status())
        .isEqualTo(200);
  }

  @Test
  void a_late_older_receipt_is_fine_and_changes_nothing() {
    send("{\"type\":\"read\",\"threadId\":2,\"postId\":\"10\"}", "7");
    assertThat(send("{\"type\":\"read\",\"threadId\":2,\"postId\":\"9\"}", "7").status())
        .isEqualTo(200);
    assertThat(client.get("receipts?channel=thread:2").json().at("/receipts/0/postId").asText())
        .isEqualTo("10");
  }

  @Test
  void a_hundred_receipts_of_one_reach_a_slow_reader_as_one() {
    String cursor = client.cursor("thread:3");
    for (int i = 1; i <= 100; i++) {
      send("{\"type\":\"read\",\"threadId\":3,\"postId\":" + i + "}", "7");
    }
    JsonNode events = client.poll(Client.after(cursor, 5, "thread:3")).json().get("events");
    assertThat(events).hasSize(1);
    assertThat(events.at("/0/data/postId").asText()).isEqualTo("100");
  }

  @Test
  void notifications_are_the_callers_own_with_an_unread_count_that_the_server_keeps() {
    String first = notify("70", 1);
    String second = notify("70", 2);
    notify("71", 3);

    JsonNode page = notifications("", "70");
    assertThat(page.get("unread").asInt()).isEqualTo(2);
    assertThat(page.get("readUpTo").isNull()).isTrue();
    assertThat(page.get("notifications").findValuesAsText("id")).containsExactly(second, first);
    assertThat(page.at("/notifications/0/data/payload/n").asInt()).isEqualTo(2);
    assertThat(page.at("/notifications/0/at").isNumber()).isTrue();
    assertThat(page.has("more")).isFalse();

    assertThat(send("{\"type\":\"notifications_read\",\"upTo\":\"" + second + "\"}", "70").body())
        .isEqualTo("{\"linger\":1}");
    JsonNode told =
        client
            .poll(Client.after(page.get("cursor").asText(), 5, "user:70"))
            .json()
            .at("/events/0/data");
    assertThat(told.toString())
        .isEqualTo(
            "{\"type\":\"notifications_read\",\"userId\":\"70\",\"upTo\":\"" + second + "\"}");
    assertThat(notifications("", "70").get("unread").asInt()).isZero();
    assertThat(notifications("", "70").get("readUpTo").asText()).isEqualTo(second);
  }

  @Test
  void notifications_come_page_by_page() {
    for (int i = 1; i <= 5; i++) {
      notify("72", i);
    }
    JsonNode page = notifications("?limit=2", "72");
    assertThat(page.get("notifications")).hasSize(2);
    assertThat(page.get("more").asBoolean()).isTrue();
    JsonNode next = notifications("?limit=3&before=" + page.get("next").asText(), "72");
    assertThat(next.at("/notifications/0/data/payload/n").asInt()).isEqualTo(3);
    assertThat(next.get("notifications")).hasSize(3);
    assertThat(next.has("next")).isFalse();
  }

  @Test
  void the_cursor_of_now_hands_a_client_over_without_loss_or_repetition() {
    client.published("thread:6", "{\"n\":1}");
    Http.Reply reply = client.get("cursor");
    String cursor = Client.cursorOf(reply);
    assertThat(reply.body()).isEqualTo("{\"linger\":1,\"cursor\":\"" + cursor + "\"}");
    String id = client.published("thread:6", "{\"n\":2}");

    assertThat(Client.ids(client.poll(Client.after(cursor, 5, "thread:6")))).containsExactly(id);
    assertThat(client.send("HEAD", "cursor", null).status()).isEqualTo(200);
    assertThat(client.send("OPTIONS", "cursor", null).headers())
        .containsEntry("allow", "GET, HEAD, OPTIONS");
    assertThat(client.send("POST", "cursor", "{}").status()).isEqualTo(405);
  }

  @Test
  void five_hundred_likes_of_a_post_reach_a_slow_poller_and_a_slow_stream_as_one()
      throws Exception {
    String cursor = client.cursor("thread:7");
    for (int i = 1; i <= 500; i++) {
      send("{\"type\":\"post_liked\",\"threadId\":7,\"postId\":9,\"likes\":" + i + "}", "7");
    }
    JsonNode events = client.poll(Client.after(cursor, 5, "thread:7")).json().get("events");
    assertThat(events).hasSize(1);
    assertThat(events.at("/0/data/likes").asInt()).isEqualTo(500);
    try (StreamClient stream =
        new StreamClient(node.uri(), "stream?channel=thread:7&cursor=" + cursor)) {
      JsonNode first = stream.frames(1).get(0).json().get("events");
      assertThat(first).hasSize(1);
      assertThat(first.at("/0/data/likes").asInt()).isEqualTo(500);
    }
  }

  @Test
  void other_post_updates_are_all_told_and_so_is_each_persons_like() {
    String cursor = client.cursor("thread:8");
    send("{\"type\":\"new_post\",\"threadId\":8,\"post\":{\"id\":1}}", "7");
    send("{\"type\":\"post_updated\",\"threadId\":8,\"post\":{\"id\":1}}", "7");
    send("{\"type\":\"post_updated\",\"threadId\":8,\"post\":{\"id\":1}}", "7");
    send("{\"type\":\"post_liked\",\"threadId\":8,\"postId\":1,\"userId\":\"7\"}", "7");
    send("{\"type\":\"post_liked\",\"threadId\":8,\"postId\":1,\"userId\":\"8\"}", "8");
    send(
        "{\"type\":\"post_liked\",\"threadId\":8,\"postId\":1,\"userId\":\"8\",\"liked\":false}",
        "8");
    send("{\"type\":\"post_liked\",\"threadId\":8,\"postId\":2,\"likes\":3}", "8");
    send("{\"type\":\"post_liked\",\"threadId\":8,\"postId\":1,\"likes\":3}", "8");
    send("{\"type\":\"post_deleted\",\"threadId\":8,\"postId\":1}", "7");
    JsonNode events = client.poll(Client.after(cursor, 5, "thread:8")).json().get("events");
    assertThat(events.findValuesAsText("type"))
        .containsExactly(
            "new_post",
            "post_updated",
            "post_updated",
            "post_liked",
            "post_liked",
            "post_liked",
            "post_liked",
            "post_deleted");
  }

  private static String notify(String user, int number) {
    return client.published(
        "user:" + user, "{\"type\":\"notification\",\"payload\":{\"n\":" + number + "}}");
  }

  private static JsonNode notifications(String query, String user) {
    return client.get("notifications" + query, "Authorization", "Bearer " + user).json();
  }

  private static Http.Reply send(String json, String token) {
    String with = json.substring(0, json.length() - 1) + ",\"token\":\"" + token + "\"}";
    return client.send("POST", "send", token.isEmpty() ? json : with);
  }
}
