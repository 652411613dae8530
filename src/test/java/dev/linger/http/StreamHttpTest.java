package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /stream}, over a real connection. */
class StreamHttpTest {

  private static TestNode node;
  private static Client client;
  private final List<StreamClient> streams = new ArrayList<>();

  @BeforeAll
  static void start() {
    node = TestNode.start("poll.channels", "3", "poll.events", "10");
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @AfterEach
  void close_the_streams() throws IOException {
    for (StreamClient stream : streams) {
      stream.close();
    }
  }

  @Test
  void the_first_frame_comes_at_once_with_a_cursor_though_nothing_is_new() throws IOException {
    StreamClient stream = stream("channel=thread:1");

    StreamClient.Frame first = stream.frames(1).get(0);
    assertThat(first.json().get("linger").asInt()).isEqualTo(1);
    assertThat(first.json().get("events")).isEmpty();
    assertThat(first.id()).isEqualTo(first.json().get("cursor").asText());
  }

  @Test
  void it_is_an_event_stream_that_nobody_on_its_way_is_to_keep_change_or_collect()
      throws IOException {
    StreamClient stream = stream("channel=thread:1");

    assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(stream.header("Cache-Control")).isEqualTo("no-store, no-transform");
    assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(stream.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(stream.header("Content-Length")).isEmpty();
    assertThat(stream.header("Transfer-Encoding")).as("no chunks, whose ends come late").isEmpty();
    assertThat(stream.header("Connection")).isEqualTo("close");
  }

  @Test
  void events_come_as_they_happen_in_order_and_once_each() throws IOException {
    StreamClient stream = stream("channel=order:1&channel=order:2");
    stream.frames(1);
    List<String> published = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      published.add(client.published("order:" + (1 + i % 2), "{\"n\":" + i + "}"));
    }
    await().until(() -> stream.eventIds().size() >= 50);

    assertThat(stream.eventIds()).isEqualTo(published);
  }

  @Test
  void what_happened_after_the_cursor_comes_first_in_as_many_frames_as_it_takes()
      throws IOException {
    String cursor = client.cursor("backlog:1");
    List<String> published = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      published.add(client.published("backlog:1", "{\"n\":" + i + "}"));
    }
    StreamClient stream = stream("channel=backlog:1&cursor=" + cursor);
    await().until(() -> stream.eventIds().size() >= 25);

    assertThat(stream.eventIds()).isEqualTo(published);
    assertThat(stream.frames(3).get(0).json().get("more").asBoolean()).isTrue();
  }

  @Test
  void last_event_id_resumes_and_is_stronger_than_the_cursor_of_the_address() throws IOException {
    String old = client.cursor("resume:1");
    client.published("resume:1", "{\"n\":1}");
    String newer = client.cursor("resume:1");
    String second = client.published("resume:1", "{\"n\":2}");
    StreamClient stream = stream("channel=resume:1&cursor=" + old, "Last-Event-ID", newer);
    await().until(() -> !stream.eventIds().isEmpty());

    assertThat(stream.eventIds()).containsExactly(second);
  }

  @Test
  void the_id_of_every_frame_is_a_cursor_that_a_poll_takes() throws IOException {
    StreamClient stream = stream("channel=both:1");
    stream.frames(1);
    client.published("both:1", "{\"n\":1}");
    String seen = stream.frames(2).get(1).id();
    String second = client.published("both:1", "{\"n\":2}");

    assertThat(Client.ids(client.poll(Client.after(seen, 5, "both:1")))).containsExactly(second);
  }

  @Test
  void a_cursor_of_another_log_is_a_reset_and_the_stream_goes_on() throws IOException {
    String foreign = foreign(client.cursor("reset:1"));
    StreamClient stream = stream("channel=reset:1&cursor=" + foreign);
    StreamClient.Frame reset = stream.frames(1).get(0);
    assertThat(reset.json().get("reset").get(0).get("reason").asText()).isEqualTo("epoch");

    String id = client.published("reset:1", "{}");
    await().until(() -> stream.eventIds().contains(id));
    assertThat(stream.frames(2)).filteredOn(frame -> frame.json().has("reset")).hasSize(1);
  }

  @Test
  void the_last_events_are_told_once() throws IOException {
    String before = client.published("last:1", "{\"n\":1}");
    StreamClient stream = stream("channel=last:1&last=5");
    stream.frames(1);
    String after = client.published("last:1", "{\"n\":2}");
    await().until(() -> stream.eventIds().contains(after));

    assertThat(stream.eventIds()).containsExactly(before, after);
  }

  @Test
  void a_newer_stream_of_the_same_client_ends_the_older_one_with_a_pause() throws IOException {
    StreamClient older = stream("channel=thread:1&client=phone");
    older.frames(1);
    await().until(() -> node.parked() > 0);
    StreamClient newer = stream("channel=thread:1&client=phone");
    newer.frames(1);
    await().until(older::hasEnded);

    StreamClient.Frame last = older.frames(2).get(1);
    assertThat(last.json().get("advice").get("pause").asInt()).isPositive();
    assertThat(last.fields()).containsKey("retry");
    assertThat(newer.hasEnded()).isFalse();
  }

  @Test
  void what_is_wrong_is_said_with_a_status_as_for_any_request() {
    assertProblem(client.get("stream"), 400, "no_channels");
    assertProblem(
        client.get("stream?channel=a&channel=b&channel=c&channel=d"), 400, "too_many_channels");
    assertProblem(client.get("stream?channel=a&cursor=nonsense"), 400, "invalid_cursor");
    assertProblem(
        client.get("stream?channel=a", "Last-Event-ID", "nonsense"), 400, "invalid_cursor");
    assertProblem(client.get("stream?channel=user:me"), 401, "unauthorized");
    assertProblem(client.send("POST", "stream", "{}"), 405, "method_not_allowed");
  }

  @Test
  void what_proxies_add_to_the_address_is_passed_over() throws IOException {
    assertThat(stream("channel=thread:1&_=123").frames(1)).hasSize(1);
  }

  @Test
  void head_tells_what_get_would_be_and_parks_nothing() {
    Http.Reply head = client.send("HEAD", "stream?channel=thread:1", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).containsEntry("content-type", "text/event-stream");
  }

  private StreamClient stream(String query, String... headers) throws IOException {
    StreamClient stream = new StreamClient(node.uri(), "stream?" + query, headers);
    streams.add(stream);
    return stream;
  }

  private static void assertProblem(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
  }

  private static String foreign(String cursor) {
    return new Cursor(new Epoch("another"), Cursor.parse(cursor).position()).text();
  }
}
