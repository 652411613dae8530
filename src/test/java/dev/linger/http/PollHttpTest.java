package dev.linger.http;

import static dev.linger.support.Client.after;
import static dev.linger.support.Client.cursorOf;
import static dev.linger.support.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a poll is told, over real connections. */
class PollHttpTest {

  private static final String DATA = "{\"type\":\"new_post\",\"threadId\":\"42\"}";

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start("poll.max-hold", "2s", "poll.hold", "2s", "poll.events", "10");
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void without_a_cursor_it_is_told_the_cursor_of_now_at_once() {
    client.published("now:1", DATA);

    Http.Reply reply = client.poll("{\"channels\":[\"now:1\"],\"hold\":2}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("linger").asInt()).isEqualTo(1);
    assertThat(reply.json().get("events")).isEmpty();
    String next = client.published("now:1", DATA);
    assertThat(ids(client.poll(after(cursorOf(reply), 0, "now:1")))).containsExactly(next);
  }

  @Test
  void without_a_cursor_it_is_told_as_many_of_the_latest_events_as_it_asks_for() {
    client.published("last:1", DATA);
    String second = client.published("last:1", DATA);
    String third = client.published("last:1", DATA);

    Http.Reply reply = client.poll("{\"channels\":[\"last:1\"],\"last\":2}");

    assertThat(ids(reply)).containsExactly(second, third);
    assertThat(client.poll(after(cursorOf(reply), 0, "last:1")).json().get("events")).isEmpty();
  }

  @Test
  void with_a_cursor_it_is_told_what_came_after_it_in_the_order_of_the_log() {
    String cursor = client.cursor("order:1", "order:2");
    String first = client.published("order:1", DATA);
    String second = client.published("order:2", DATA);
    client.published("order:3", DATA);
    String third = client.published("order:1", DATA);

    Http.Reply reply = client.poll(after(cursor, 2, "order:1", "order:2"));

    assertThat(ids(reply)).containsExactly(first, second, third);
    JsonNode event = reply.json().get("events").get(1);
    assertThat(event.fieldNames()).toIterable().containsExactly("id", "channel", "at", "data");
    assertThat(event.get("channel").asText()).isEqualTo("order:2");
    assertThat(event.get("at").asText()).isEqualTo(second.substring(0, second.indexOf('-')));
    assertThat(event.get("data").toString()).isEqualTo(DATA);
  }

  @Test
  void it_is_parked_until_something_happens_in_one_of_its_channels() throws Exception {
    String cursor = client.cursor("park:1", "park:2");
    CompletableFuture<Http.Reply> parked = client.pollLater(after(cursor, 2, "park:1", "park:2"));
    await().until(() -> node.parked() == 1);
    client.published("park:elsewhere", DATA);

    String id = client.published("park:2", DATA);

    assertThat(ids(parked.get())).containsExactly(id);
    await().until(() -> node.parked() == 0);
  }

  @Test
  void when_nothing_happens_it_is_told_so_after_its_hold_with_a_fresh_cursor() {
    String cursor = client.cursor("quiet:1");
    client.published("quiet:elsewhere", DATA);
    long start = System.nanoTime();

    Http.Reply reply = client.poll(after(cursor, 0.5, "quiet:1"));

    assertThat(System.nanoTime() - start).isBetween(450_000_000L, 1_700_000_000L);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("events")).isEmpty();
    assertThat(cursorOf(reply)).isNotEqualTo(cursor);
    assertThat(reply.json().has("advice")).isFalse();
  }

  @Test
  void a_get_is_the_same_as_a_post() {
    String cursor = client.cursor("get:1", "get:2");
    String first = client.published("get:1", DATA);
    String second = client.published("get:2", DATA);
    String query =
        "poll?channel=get:1&channel=get%3A2&hold=2&max=5&client=me&_=123&cursor=" + cursor;

    Http.Reply reply = client.get(query);

    assertThat(ids(reply)).containsExactly(first, second);
    assertThat(reply.body()).isEqualTo(client.poll(after(cursor, 2, "get:1", "get:2")).body());
  }

  @Test
  void a_get_takes_last_and_an_empty_cursor_is_none() {
    String id = client.published("get:last", DATA);

    assertThat(ids(client.get("poll?channel=get:last&last=1&cursor="))).containsExactly(id);
  }

  @Test
  void a_get_may_be_parked_too() throws Exception {
    String cursor = client.cursor("get:parked");
    CompletableFuture<Http.Reply> parked =
        CompletableFuture.supplyAsync(
            () -> client.get("poll?channel=get:parked&hold=2&cursor=" + cursor));
    await().until(() -> node.parked() == 1);

    String id = client.published("get:parked", DATA);

    assertThat(ids(parked.get())).containsExactly(id);
  }

  @Test
  void the_same_cursor_is_told_the_same_bytes() {
    String cursor = client.cursor("same:1");
    client.published("same:1", DATA);
    client.published("same:1", DATA);

    String first = client.poll(after(cursor, 0, "same:1")).body();

    assertThat(client.poll(after(cursor, 0, "same:1")).body()).isEqualTo(first);
    client.poll(after(client.cursor("other:1"), 0, "other:1"));
    assertThat(client.poll(after(cursor, 1, "same:1")).body()).isEqualTo(first);
  }

  @Test
  void more_says_that_the_answer_was_cut_and_the_next_cursor_goes_on_from_there() {
    String cursor = client.cursor("more:1");
    List<String> all =
        List.of(
            client.published("more:1", DATA),
            client.published("more:1", DATA),
            client.published("more:1", DATA));
    String poll = "{\"channels\":[\"more:1\"],\"max\":2,\"cursor\":\"%s\"}";

    Http.Reply first = client.poll(poll.formatted(cursor));
    Http.Reply second = client.poll(poll.formatted(cursorOf(first)));

    assertThat(ids(first)).isEqualTo(all.subList(0, 2));
    assertThat(first.json().get("more").asBoolean()).isTrue();
    assertThat(ids(second)).isEqualTo(all.subList(2, 3));
    assertThat(second.json().has("more")).isFalse();
  }

  @Test
  void a_max_beyond_the_servers_is_cut_to_it() {
    String cursor = client.cursor("max:1");
    for (int i = 0; i < 11; i++) {
      client.published("max:1", DATA);
    }

    Http.Reply reply =
        client.poll("{\"channels\":[\"max:1\"],\"max\":1000000,\"cursor\":\"" + cursor + "\"}");

    assertThat(ids(reply)).hasSize(10);
    assertThat(reply.json().get("more").asBoolean()).isTrue();
  }

  @Test
  void a_hold_beyond_the_servers_is_cut_to_it_and_said_in_the_advice() {
    String cursor = client.cursor("advice:1");
    client.published("advice:1", DATA);

    Http.Reply reply = client.poll(after(cursor, 3600, "advice:1"));

    assertThat(reply.json().get("advice").toString()).isEqualTo("{\"hold\":2}");
  }

  @Test
  void the_prefer_header_sets_the_hold_where_the_poll_does_not() {
    String cursor = client.cursor("prefer:1");
    String silent = "{\"channels\":[\"prefer:1\"],\"cursor\":\"" + cursor + "\"}";
    long start = System.nanoTime();

    Http.Reply applied = client.poll(silent, "Prefer", "respond-async, Wait=0");
    Http.Reply overruled = client.poll(after(cursor, 0, "prefer:1"), "Prefer", "wait=2");

    // The default would be 2 s, a tenth more or less.
    assertThat(System.nanoTime() - start).isLessThan(1_700_000_000L);
    assertThat(applied.headers()).containsEntry("preference-applied", "wait=0");
    assertThat(overruled.headers()).doesNotContainKey("preference-applied");
  }

  @Test
  void a_preference_is_applied_as_far_as_the_server_grants_it() {
    String cursor = client.cursor("prefer:2");
    client.published("prefer:2", DATA);
    String poll = "{\"channels\":[\"prefer:2\"],\"cursor\":\"" + cursor + "\"}";

    Http.Reply reply = client.poll(poll, "Prefer", "wait=99");

    assertThat(reply.headers()).containsEntry("preference-applied", "wait=2");
  }

  @Test
  void a_newer_poll_of_the_same_client_ends_the_older_one_with_its_cursor_and_a_pause()
      throws Exception {
    String cursor = client.cursor("tab:1");
    String poll = "{\"channels\":[\"tab:1\"],\"client\":\"tab\",\"hold\":2,\"cursor\":\"%s\"}";
    CompletableFuture<Http.Reply> older = client.pollLater(poll.formatted(cursor));
    await().until(() -> node.parked() == 1);

    CompletableFuture<Http.Reply> newer = client.pollLater(poll.formatted(cursor));

    assertThat(cursorOf(older.get())).isEqualTo(cursor);
    assertThat(older.get().json().get("events")).isEmpty();
    assertThat(older.get().json().at("/advice/pause").asInt()).isBetween(100, 5_000);
    assertThat(newer).isNotDone();
    client.published("tab:1", DATA);
    assertThat(ids(newer.get())).hasSize(1);
  }

  @Test
  void a_client_name_counts_only_next_to_its_user() throws Exception {
    String cursor = client.cursor("tab:2");
    String poll = "{\"channels\":[\"tab:2\"],\"client\":\"x\",\"hold\":2,\"cursor\":\"%s\"}";
    CompletableFuture<Http.Reply> mine =
        client.pollLater(poll.formatted(cursor), "Authorization", "Bearer 7");
    await().until(() -> node.parked() == 1);

    CompletableFuture<Http.Reply> theirs =
        client.pollLater(poll.formatted(cursor), "Authorization", "Bearer 8");

    await().until(() -> node.parked() == 2);
    String id = client.published("tab:2", DATA);
    assertThat(ids(mine.get())).containsExactly(id);
    assertThat(ids(theirs.get())).containsExactly(id);
  }

  @Test
  void user_me_is_the_caller_of_the_token_in_the_header_or_in_the_body() {
    String cursor = client.cursor("user:7");
    String id = client.published("user:7", "{\"type\":\"notification\",\"payload\":{}}");
    String inBody =
        "{\"channels\":[\"user:me\"],\"token\":\"7\",\"cursor\":\"" + cursor + "\",\"hold\":0}";

    Http.Reply byHeader = client.poll(after(cursor, 0, "user:me"), "Authorization", "bearer 7");
    Http.Reply byBody = client.poll(inBody);

    assertThat(ids(byHeader)).containsExactly(id);
    assertThat(byHeader.json().at("/events/0/channel").asText()).isEqualTo("user:7");
    assertThat(byBody.body()).isEqualTo(byHeader.body());
  }

  @Test
  void user_me_without_a_token_is_unauthorized() {
    Http.Reply reply = client.poll("{\"channels\":[\"user:me\"]}");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("unauthorized");
    assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer");
  }

  @Test
  void fields_that_it_does_not_know_and_nulls_are_passed_over() {
    Http.Reply reply =
        client.poll("{\"channels\":[\"null:1\"],\"cursor\":null,\"hold\":null,\"future\":{}}");

    assertThat(reply.status()).isEqualTo(200);
  }
}
