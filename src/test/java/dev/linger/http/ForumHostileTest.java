package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Receipts, marks, presence and typing, of people who mean no good or whose pages are broken. */
class ForumHostileTest {

  @AutoClose private static final TestNode node = TestNode.start("limit.actions", "10000/10000");
  @AutoClose private static final Client client = new Client(node.uri());

  static List<String> ids() {
    return List.of(
        "null",
        "true",
        "1.5",
        "-0.0",
        "1e400",
        "[]",
        "[42]",
        "{}",
        "{\"$ne\":1}",
        "\"\"",
        "\" \"",
        "\"42/../43\"",
        "\"*\"",
        "\"42\\r\\nSET x 1\"",
        "\"\\u0000\"",
        "\"\\ud83d\"",
        "\"42} {linger}:epoch\"",
        "\"\u0664\u0662\"",
        "\"<script>\"",
        "\"" + "4".repeat(200) + "\"");
  }

  @ParameterizedTest
  @MethodSource("ids")
  void what_is_no_id_is_refused_and_told_to_nobody(String id) {
    String cursor = client.cursor("thread:42", "user:9", "forum");
    for (String message :
        List.of(
            "{\"type\":\"user_typing\",\"threadId\":" + id + "}",
            "{\"type\":\"read\",\"threadId\":" + id + ",\"postId\":1}",
            "{\"type\":\"read\",\"threadId\":42,\"postId\":" + id + "}",
            "{\"type\":\"notifications_read\",\"upTo\":" + id + "}")) {
      Http.Reply reply = send(message, "9");
      assertThat(reply.status()).as(message).isEqualTo(400);
      assertThat(reply.code()).as(message).isNotEmpty();
    }
    assertThat(
            client
                .poll(Client.after(cursor, 0, "thread:42", "user:9", "forum"))
                .json()
                .get("events"))
        .isEmpty();
    assertThat(client.get("receipts?channel=thread:42").json().get("receipts")).isEmpty();
  }

  @Test
  void who_somebody_is_is_not_the_pages_to_say() {
    String cursor = client.cursor("thread:43");
    String more = ",\"threadId\":43,\"userId\":\"1\",\"userName\":\"Root\",\"user\":\"1\"}";
    send("{\"type\":\"user_typing\"" + more, "9:Eve");
    send("{\"type\":\"read\",\"postId\":1" + more, "9:Eve");
    assertThat(client.poll(Client.after(cursor, 5, "thread:43")).json().get("events"))
        .hasSize(2)
        .allSatisfy(
            event -> {
              assertThat(event.at("/data/userId").asText()).isEqualTo("9");
              assertThat(event.at("/data/userName").asText()).isEqualTo("Eve");
            });
  }

  @Test
  void what_is_wrong_with_a_receipt_is_said() {
    client.published("thread:4", "{\"type\":\"new_post\",\"threadId\":\"4\",\"post\":{\"id\":5}}");
    assertProblem("{\"type\":\"read\",\"threadId\":4,\"postId\":5}", "", 401, "unauthorized");
    assertProblem("{\"type\":\"read\",\"threadId\":4,\"postId\":6}", "7", 400, "ahead");
    assertProblem("{\"type\":\"read\",\"threadId\":4}", "7", 400, "invalid_post");
    assertProblem("{\"type\":\"read\",\"threadId\":4,\"postId\":1.5}", "7", 400, "invalid_post");
    assertProblem("{\"type\":\"read\",\"threadId\":4,\"postId\":-1e3}", "7", 400, "invalid_post");
    assertProblem("{\"type\":\"read\",\"threadId\":4,\"postId\":[]}", "7", 400, "invalid_post");
    assertProblem(
        "{\"type\":\"read\",\"threadId\":4,\"postId\":\"a b\"}", "7", 400, "invalid_post");
    assertProblem(
        "{\"type\":\"read\",\"threadId\":4,\"postId\":\"" + "9".repeat(65) + "\"}",
        "7",
        400,
        "invalid_post");
    assertProblem("{\"type\":\"read\",\"postId\":5}", "7", 400, "invalid_thread");
    assertProblem(
        "{\"type\":\"read\",\"threadId\":\"..\",\"postId\":5}", "7", 400, "invalid_thread");
    assertProblem("{\"type\":\"read\",\"threadId\":4,\"postId\":5}", "a b", 400, "invalid_channel");
    assertProblem(
        "{\"type\":\"read\",\"threadId\":4,\"postId\":5}", "7".repeat(200), 400, "invalid_channel");
    assertThat(client.get("receipts").code()).isEqualTo("no_channels");
    assertThat(client.get("receipts?channel=a&channel=b").code()).isEqualTo("too_many_channels");
    assertThat(client.get("receipts?channel=linger:probe").code()).isEqualTo("reserved_channel");
    assertThat(client.get("receipts?channel=user:me").status()).isEqualTo(401);
    assertThat(client.send("POST", "receipts?channel=a", "{}").status()).isEqualTo(405);
  }

  @Test
  void a_long_name_is_cut_and_not_within_a_letter() {
    String name = "x".repeat(99) + "\\ud83d\\ude00" + "y".repeat(5_000);
    send("{\"type\":\"read\",\"threadId\":5,\"postId\":1}", "7:" + name);
    assertThat(client.get("receipts?channel=thread:5").json().at("/receipts/0/userName").asText())
        .isEqualTo("x".repeat(99));
  }

  @Test
  void what_is_wrong_with_a_question_for_notifications_is_said() {
    assertThat(client.get("notifications").status()).isEqualTo(401);
    for (String query : List.of("limit=0", "limit=101", "limit=x", "limit=1.5")) {
      assertThat(client.get("notifications?" + query, "Authorization", "Bearer 7").code())
          .as(query)
          .isEqualTo("invalid_limit");
    }
    for (String before : List.of("x", "1", "1-", "-1-1", "99999999999999999999-0", "1-0;")) {
      assertThat(client.get("notifications?before=" + before, "Authorization", "Bearer 7").code())
          .as(before)
          .isEqualTo("invalid_position");
    }
    assertThat(
            client
                .get("notifications?before=0-0", "Authorization", "Bearer 7")
                .json()
                .get("notifications"))
        .isEmpty();
    assertProblem("{\"type\":\"notifications_read\",\"upTo\":\"1-0\"}", "", 401, "unauthorized");
    assertProblem("{\"type\":\"notifications_read\"}", "7", 400, "invalid_position");
    assertProblem(
        "{\"type\":\"notifications_read\",\"upTo\":\"9223372036854775807-9223372036854775807\"}",
        "7",
        400,
        "ahead");
  }

  @Test
  void a_page_can_not_say_that_somebody_is_there() {
    Http.Reply reply =
        client.send("POST", "send", "{\"type\":\"presence\",\"threadId\":\"1\",\"token\":\"7\"}");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.code()).isEqualTo("forbidden");
  }

  @Test
  void what_is_wrong_with_a_question_for_presence_is_said() {
    assertAnswer("presence", 400, "no_channels");
    assertAnswer("presence?channel=thread:1&channel=thread:2", 400, "too_many_channels");
    assertAnswer("presence?channel=forum", 400, "invalid_channel");
    assertAnswer("presence?channel=thread:", 400, "invalid_channel");
    assertAnswer("presence?channel=user:me", 401, "unauthorized");
    assertAnswer("presence?channel=..", 400, "invalid_channel");
    assertAnswer("presence?channel=linger:probe", 400, "reserved_channel");
    assertAnswer("presence?channel=%ff", 400, "invalid_query");
    assertThat(client.send("POST", "presence", "{}").status()).isEqualTo(405);
  }

  private static Http.Reply send(String json, String token) {
    String with = json.substring(0, json.length() - 1) + ",\"token\":\"" + token + "\"}";
    return client.send("POST", "send", token.isEmpty() ? json : with);
  }

  private static void assertProblem(String message, String token, int status, String code) {
    Http.Reply reply = send(message, token);
    assertThat(reply.code()).as(message).isEqualTo(code);
    assertThat(reply.status()).as(message).isEqualTo(status);
  }

  private static void assertAnswer(String path, int status, String code) {
    Http.Reply reply = client.get(path);
    assertThat(reply.code()).as(path).isEqualTo(code);
    assertThat(reply.status()).as(path).isEqualTo(status);
  }
}
