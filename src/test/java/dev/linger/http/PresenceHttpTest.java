package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who is in a thread, over real connections. */
class PresenceHttpTest {

  @AutoClose private static final TestNode node = TestNode.start("presence.named", "3");
  @AutoClose private static final Client client = new Client(node.uri());

  @Test
  void whose_poll_names_a_thread_is_in_it_and_the_thread_hears_of_it() {
    String cursor = client.cursor("thread:1");
    poll("7:Ada", "tab", "thread:1", "user:me", "forum");

    assertThat(events(cursor, "thread:1", 1).toString())
        .isEqualTo(
            "[{\"type\":\"presence\",\"threadId\":\"1\",\"event\":\"joined\","
                + "\"userId\":\"7\",\"userName\":\"Ada\",\"count\":1}]");
    JsonNode snapshot = snapshot("thread:1");
    assertThat(snapshot.get("linger").asInt()).isEqualTo(1);
    assertThat(snapshot.get("channel").asText()).isEqualTo("thread:1");
    assertThat(snapshot.get("count").asInt()).isEqualTo(1);
    assertThat(snapshot.get("people").toString())
        .isEqualTo("[{\"userId\":\"7\",\"userName\":\"Ada\"}]");
    assertThat(snapshot.has("more")).isFalse();
  }

  @Test
  void the_cursor_of_a_snapshot_goes_on_where_the_snapshot_ends() {
    String cursor = snapshot("thread:2").get("cursor").asText();
    poll("7", "tab", "thread:2");
    assertThat(events(cursor, "thread:2", 1).findValuesAsText("event")).containsExactly("joined");
  }

  @Test
  void several_tabs_are_one_person_who_leaves_with_the_last_of_them() {
    String cursor = client.cursor("thread:3");
    poll("7:Ada", "tab 1", "thread:3");
    poll("7:Ada", "tab 2", "thread:3");
    poll("8:Bo", "tab 1", "thread:3");
    events(cursor, "thread:3", 2);
    leave("7", "tab 1");
    leave("8", "tab 1");
    JsonNode told = events(cursor, "thread:3", 3);
    assertThat(told.get(2).get("event").asText()).isEqualTo("left");
    assertThat(told.get(2).get("userId").asText()).isEqualTo("8");
    assertThat(snapshot("thread:3").get("people").findValuesAsText("userId")).containsExactly("7");
  }

  @Test
  void a_page_that_is_loaded_again_does_not_leave() {
    String cursor = client.cursor("thread:4");
    poll("7", "before", "thread:4");
    events(cursor, "thread:4", 1);
    leave("7", "before");
    poll("7", "after", "thread:4");
    poll("8", "witness", "thread:4");
    events(cursor, "thread:4", 2);
    leave("8", "witness");
    // The witness said goodbye after Ada's old page, and its going has been told.
    assertThat(events(cursor, "thread:4", 3).findValuesAsText("event"))
        .containsExactly("joined", "joined", "left");
    assertThat(snapshot("thread:4").get("people").findValuesAsText("userId")).containsExactly("7");
  }

  @Test
  void whose_stream_is_open_is_there_too() throws IOException {
    String cursor = client.cursor("thread:5");
    try (StreamClient stream =
        new StreamClient(
            node.uri(), "stream?channel=thread:5&client=s", "Authorization", "Bearer 7:Ada")) {
      stream.frames(1);
      assertThat(events(cursor, "thread:5", 1).get(0).get("userName").asText()).isEqualTo("Ada");
    }
  }

  @Test
  void who_does_not_say_who_they_are_is_nobody_and_other_channels_have_no_people() {
    String cursor = client.cursor("thread:6", "forum");
    client.poll("{\"channels\":[\"thread:6\",\"forum\"],\"client\":\"c\"}");
    poll("x".repeat(129), "c", "thread:6");
    poll("a\\nb", "c", "thread:6");
    poll("7", "c", "thread:6", "forum");
    assertThat(events(cursor, "thread:6", 1).findValuesAsText("count")).containsExactly("1");
    assertThat(Client.ids(client.poll(Client.after(cursor, 0, "forum")))).isEmpty();
  }

  @Test
  void where_there_are_many_nobody_is_named() {
    for (int i = 0; i < 5; i++) {
      poll("" + i, "c", "thread:7");
    }
    await().until(() -> snapshot("thread:7").get("count").asInt() == 5);
    JsonNode snapshot = snapshot("thread:7");
    assertThat(snapshot.get("people")).isEmpty();
    assertThat(snapshot.get("more").asBoolean()).isTrue();
  }

  @Test
  void head_tells_what_get_would_be() {
    Http.Reply head = client.send("HEAD", "presence?channel=thread:1", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).containsEntry("content-type", "application/json");
    assertThat(client.send("HEAD", "presence?channel=forum", null).status()).isEqualTo(400);
  }

  private static void poll(String token, String name, String... channels) {
    List<String> quoted = new ArrayList<>();
    for (String channel : channels) {
      quoted.add("\"" + channel + "\"");
    }
    Http.Reply reply =
        client.poll(
            "{\"channels\":%s,\"client\":\"%s\",\"token\":\"%s\",\"hold\":0}"
                .formatted(quoted, name, token));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static void leave(String token, String name) {
    client.send(
        "POST",
        "send",
        "{\"type\":\"leave\",\"client\":\"%s\",\"token\":\"%s\"}".formatted(name, token));
  }

  /** What has been told since; waits until it is so much, and it may not be more. */
  private static JsonNode events(String cursor, String channel, int count) {
    Http.Reply[] reply = new Http.Reply[1];
    await()
        .until(
            () -> {
              reply[0] = client.poll(Client.after(cursor, 0, channel));
              return Client.ids(reply[0]).size() >= count;
            });
    var told = new com.fasterxml.jackson.databind.ObjectMapper().createArrayNode();
    reply[0].json().get("events").forEach(event -> told.add(event.get("data")));
    assertThat(told).hasSize(count);
    return told;
  }

  private static JsonNode snapshot(String channel) {
    return client.get("presence?channel=" + channel).json();
  }
}
