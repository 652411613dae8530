package dev.linger.http;

import static dev.linger.support.Client.after;
import static dev.linger.support.Client.cursorOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events for some: told to those, now and in the catch-up, and to nobody else by any way. */
class AudienceHttpTest {

  private static final String ADA = "Bearer 7";
  private static final String BO = "Bearer 8";

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void those_it_names_are_told_and_others_wait_on() throws Exception {
    String cursor = client.cursor("audience:1");
    CompletableFuture<Http.Reply> ada = later(ADA, cursor, "audience:1");
    CompletableFuture<Http.Reply> bo = later(BO, cursor, "audience:1");
    await().until(() -> node.parked() == 2);

    publishFor("{\"users\":[\"7\"]}", "audience:1", "secret");

    assertThat(whats(ada.get(10, TimeUnit.SECONDS))).containsExactly("secret");
    assertThat(bo).isNotDone();
    publishFor(null, "audience:1", "open");
    assertThat(whats(bo.get(10, TimeUnit.SECONDS))).containsExactly("open");
  }

  @Test
  void the_catch_up_of_others_goes_past_it() {
    String cursor = client.cursor("audience:2");
    publishFor("{\"users\":[\"7\"]}", "audience:2", "secret");
    publishFor(null, "audience:2", "open");

    assertThat(whats(client.poll(after(cursor, 0, "audience:2"), "Authorization", ADA)))
        .containsExactly("secret", "open");
    Http.Reply reply = client.poll(after(cursor, 0, "audience:2"), "Authorization", BO);
    assertThat(whats(reply)).containsExactly("open");
    assertThat(whats(client.poll(after(cursor, 0, "audience:2")))).containsExactly("open");
    Http.Reply next = client.poll(after(cursorOf(reply), 0, "audience:2"), "Authorization", BO);
    assertThat(whats(next)).isEmpty();
  }

  @Test
  void nobody_is_in_a_group_because_of_their_name() {
    String cursor = client.cursor("audience:3");
    publishFor("{\"groups\":[\"7\"]}", "audience:3", "secret");
    assertThat(whats(client.poll(after(cursor, 0, "audience:3"), "Authorization", ADA))).isEmpty();
  }

  @Test
  void no_other_way_of_reading_shows_it_to_others() throws Exception {
    publishFor("{\"users\":[\"7\"]}", "thread:77", "secret");
    publishFor(null, "thread:77", "open");

    Http.Reply last =
        client.poll("{\"channels\":[\"thread:77\"],\"last\":10}", "Authorization", BO);
    assertThat(whats(last)).containsExactly("open");
    assertThat(client.get("threads/77.html").body()).contains("open").doesNotContain("secret");
    try (StreamClient stream =
        new StreamClient(node.uri(), "stream?channel=thread:77&last=10", "Authorization", BO)) {
      String first = stream.frames(1).get(0).json().toString();
      assertThat(first).contains("open").doesNotContain("secret");
    }
  }

  @Test
  void a_notification_for_others_is_not_in_the_list_nor_counted() {
    String body =
        "{\"channel\":\"user:7\",\"audience\":%s,\"data\":{\"type\":\"notification\",\"n\":\"%s\"}}";
    client.publish(body.formatted("{\"groups\":[\"mods\"]}", "secret"));
    client.publish(body.formatted("{\"users\":[\"7\"]}", "mine"));
    Http.Reply reply = client.get("notifications", "Authorization", ADA);
    assertThat(reply.json().get("unread").asInt()).isEqualTo(1);
    assertThat(reply.body()).contains("mine").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"7\"",
        "null",
        "7",
        "{\"users\":[]}",
        "{\"users\":[],\"groups\":[]}",
        "{\"users\":\"7\"}",
        "{\"users\":{\"7\":1}}",
        "{\"users\":[7]}",
        "{\"users\":[null]}",
        "{\"users\":[[\"7\"]]}",
        "{\"users\":[\"\"]}",
        "{\"users\":[\"\\ud800\"]}",
        "{\"users\":[\"a\\nb\"]}",
        "{\"groups\":[\"a\\u0000\"]}",
        "{\"user\":[\"7\"]}",
        "{\"users\":[\"7\"],\"everybody\":true}"
      })
  void an_audience_that_names_nobody_is_refused_and_nothing_is_published(String audience) {
    String cursor = client.cursor("audience:4");
    Http.Reply reply =
        client.publish(
            "{\"channel\":\"audience:4\",\"audience\":" + audience + ",\"data\":{\"n\":\"x\"}}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(whats(client.poll(after(cursor, 0, "audience:4")))).isEmpty();
  }

  private static CompletableFuture<Http.Reply> later(String who, String cursor, String channel) {
    return client.pollLater(after(cursor, 20, channel), "Authorization", who);
  }

  private static void publishFor(@Nullable String audience, String channel, String what) {
    String field = audience == null ? "" : "\"audience\":" + audience + ",";
    Http.Reply reply =
        client.publish(
            "{\"channel\":\"%s\",%s\"data\":{\"type\":\"new_post\",\"n\":\"%s\",\"post\":{\"id\":\"%3$s\",\"content\":\"%3$s\"}}}"
                .formatted(channel, field, what));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
  }

  /** Without what presence says of those who come. */
  private static List<String> whats(Http.Reply reply) {
    List<String> whats = new ArrayList<>();
    reply.json().get("events").forEach(event -> whats.add(event.path("data").path("n").asText()));
    return whats;
  }
}
