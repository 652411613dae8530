package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code POST /send}, over a real connection. */
class SendHttpTest {

  @AutoClose private static final TestNode node = TestNode.start();
  @AutoClose private static final Client client = new Client(node.uri());

  @Test
  void a_ping_is_answered_by_a_pong() {
    Http.Reply reply = send("{\"type\":\"ping\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"linger\":1,\"reply\":{\"type\":\"pong\"}}");
  }

  @Test
  void typing_is_told_to_the_thread_with_who_it_is_and_not_who_they_say_they_are() {
    String cursor = client.cursor("thread:1");
    Http.Reply reply =
        send(
            "{\"type\":\"user_typing\",\"threadId\":\"1\",\"userId\":\"8\",\"token\":\"7:Ada\",\"client\":\"c\"}");
    assertThat(reply.body()).isEqualTo("{\"linger\":1}");

    JsonNode event = client.poll(Client.after(cursor, 5, "thread:1")).json().at("/events/0/data");
    assertThat(event.toString())
        .isEqualTo(
            "{\"type\":\"user_typing\",\"threadId\":\"1\",\"userId\":\"7\",\"userName\":\"Ada\"}");
  }

  @Test
  void typing_is_told_once_however_often_it_is_said_and_is_never_caught_up_on() {
    String cursor = client.cursor("thread:2");
    for (int i = 0; i < 20; i++) {
      assertThat(send("{\"type\":\"user_typing\",\"threadId\":2,\"token\":\"7\"}").status())
          .isEqualTo(200);
    }
    assertThat(Client.ids(client.poll(Client.after(cursor, 5, "thread:2")))).hasSize(1);
    assertThat(client.poll("{\"channels\":[\"thread:2\"],\"last\":100}").json().get("events"))
        .isEmpty();
  }

  @Test
  void anything_else_goes_where_the_forum_would_send_it_as_it_is() {
    String cursor = client.cursor("thread:3", "user:9", "forum");
    String post = "{\"type\":\"new_post\",\"threadId\":\"3\",\"post\":{\"id\":5},\"id\":\"mine\"}";
    String notification = "{\"type\":\"notification\",\"payload\":{\"userId\":9}}";
    String news = "{\"type\":\"maintenance\"}";
    String id = send(post).json().get("id").asText();
    send(notification);
    send(news);

    JsonNode events =
        client.poll(Client.after(cursor, 5, "thread:3", "user:9", "forum")).json().get("events");
    assertThat(events.findValuesAsText("channel")).containsExactly("thread:3", "user:9", "forum");
    assertThat(events.findValues("data").stream().map(JsonNode::toString))
        .containsExactly(post, notification, news);
    assertThat(events.get(0).get("id").asText()).isEqualTo(id);
  }

  @Test
  void a_message_that_is_sent_again_under_its_key_is_stored_once() {
    String message = "{\"type\":\"new_post\",\"threadId\":\"4\",\"once\":\"k1\",\"token\":\"7\"}";
    String id = send(message).json().get("id").asText();

    assertThat(send(message).json().get("id").asText()).isEqualTo(id);
    assertThat(send(message.replace("\"7\"", "\"8\"")).json().get("id").asText())
        .as("another user's key is another key")
        .isNotEqualTo(id);
    assertThat(
            client
                .send(
                    "POST",
                    "send",
                    message.replace(",\"once\":\"k1\"", ""),
                    "Idempotency-Key",
                    "k1")
                .json()
                .get("id")
                .asText())
        .as("in a header it is the same key")
        .isEqualTo(id);
  }

  @Test
  void leaving_ends_the_clients_parked_poll_and_nobody_elses() throws Exception {
    String cursor = client.cursor("thread:5");
    String poll = Client.after(cursor, 30, "thread:5");
    CompletableFuture<Http.Reply> leaving = client.pollLater(with(poll, "\"client\":\"tab1\""));
    CompletableFuture<Http.Reply> staying = client.pollLater(with(poll, "\"client\":\"tab2\""));
    await().until(() -> node.parked() == 2);

    send("{\"type\":\"leave\",\"client\":\"tab1\"}");

    assertThat(leaving.get().json().get("cursor").asText()).isEqualTo(cursor);
    assertThat(node.parked()).isEqualTo(1);
    client.published("thread:5", "{}");
    assertThat(Client.ids(staying.get())).hasSize(1);
  }

  @Test
  void nobodys_client_is_never_somebodys_whatever_it_calls_itself() throws Exception {
    String cursor = client.cursor("news:15");
    String poll = with(Client.after(cursor, 30, "news:15"), "\"client\":\"tab\"");
    CompletableFuture<Http.Reply> adas = client.pollLater(with(poll, "\"token\":\"7\""));
    await().until(() -> node.parked() == 1);

    for (String name : new String[] {"7\\ntab", "tab", "\\n7\\ntab"}) {
      assertThat(send("{\"type\":\"leave\",\"client\":\"" + name + "\"}").status()).isEqualTo(200);
    }

    client.published("news:15", "{}");
    assertThat(Client.ids(adas.get())).hasSize(1);
  }

  @Test
  void leaving_ends_the_clients_stream() throws IOException {
    try (StreamClient stream =
        new StreamClient(node.uri(), "stream?channel=thread:6&client=tab3")) {
      stream.frames(1);
      await().until(() -> node.parked() == 1);
      send("{\"type\":\"leave\",\"client\":\"tab3\"}");
      await().until(stream::hasEnded);
      await().until(() -> node.served() == 0);
    }
  }

  @Test
  void a_page_that_goes_away_may_say_so_as_plain_text() {
    assertThat(
            client
                .send(
                    "POST",
                    "send",
                    "{\"type\":\"leave\",\"client\":\"x\"}",
                    "Content-Type",
                    "text/plain;charset=UTF-8")
                .status())
        .isEqualTo(200);
  }

  @Test
  void what_is_wrong_with_a_message_is_said() {
    assertProblem("[]", 400, "invalid_field");
    assertProblem("{}", 400, "invalid_type");
    assertProblem("{\"type\":\"\"}", 400, "invalid_type");
    assertProblem("{\"type\":7}", 400, "invalid_field");
    assertProblem("{\"type\":\"" + "x".repeat(65) + "\"}", 400, "invalid_type");
    assertProblem("{\"type\":\"leave\"}", 400, "invalid_client");
    String typing = "{\"type\":\"user_typing\",\"token\":\"7\"";
    assertProblem(typing + "}", 400, "invalid_thread");
    assertProblem(typing + ",\"threadId\":\"../x\"}", 400, "invalid_thread");
    assertProblem(typing + ",\"threadId\":{}}", 400, "invalid_thread");
    assertProblem("{\"type\":\"new_post\",\"threadId\":\"a b\"}", 400, "invalid_channel");
    assertProblem("{\"type\":\"new_post\",\"threadId\":1.5}", 400, "invalid_channel");
    assertProblem("{\"type\":\"ping\"", 400, "invalid_json");
    assertProblem(
        "{\"type\":\"new_post\",\"once\":\"" + "x".repeat(250) + "\"}",
        400,
        "invalid_idempotency_key");
    assertProblem(
        "{\"type\":\"new_post\",\"text\":\"" + "x".repeat(70_000) + "\"}", 413, "event_too_large");
    assertThat(client.get("send").status()).isEqualTo(405);
  }

  private static Http.Reply send(String json) {
    return client.send("POST", "send", json);
  }

  private static String with(String json, String field) {
    return json.substring(0, json.length() - 1) + "," + field + "}";
  }

  private static void assertProblem(String message, int status, String code) {
    Http.Reply reply = send(message);
    assertThat(reply.code())
        .as(message.substring(0, Math.min(80, message.length())))
        .isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
  }
}
