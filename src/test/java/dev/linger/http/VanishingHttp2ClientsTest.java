package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Follower;
import dev.linger.support.Http2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same as {@link VanishingClientsTest}, over HTTP/2. */
class VanishingHttp2ClientsTest {

  private static final int POLLS = 10;

  private final List<String> published = new ArrayList<>();
  private TestNode node;
  private Client client;
  private Follower other;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            "client.body-timeout", "1s",
            "client.read-timeout", "1s");
    client = new Client(node.uri());
    other = new Follower(node.uri(), "other");
  }

  @AfterEach
  void nothing_is_left_of_them_and_nobody_else_has_missed_anything() throws Exception {
    for (int i = 0; i < 5; i++) {
      published.add(client.published("other", "{}"));
    }
    await().until(() -> other.ids().size() >= published.size());
    assertThat(other.ids()).isEqualTo(published);
    other.close();
    await().atMost(Duration.ofSeconds(5)).until(() -> node.parked() == 0 && node.served() == 0);
    await().until(() -> TestNode.busyThreads().isEmpty());
    client.close();
    node.close();
  }

  @Test
  void polls_of_one_connection_are_parked_and_answered_side_by_side() throws Exception {
    String cursor = client.cursor("side:1", "side:2");
    try (Http2 http2 = new Http2(node.uri())) {
      Http2.Exchange first = http2.post("/poll", after(cursor, 20, "side:1"));
      Http2.Exchange second = http2.post("/poll", after(cursor, 20, "side:2"));
      await().until(() -> node.parked() >= 2);

      String id = client.published("side:2", "{}");

      assertThat(second.reply().status()).isEqualTo(200);
      assertThat(Client.ids(second.reply())).containsExactly(id);
      assertThat(second.reply().headers())
          .containsEntry("cache-control", "no-store, no-transform")
          .containsKey("content-length");
      assertThat(first.isOver()).isFalse();
      client.published("side:1", "{}");
      assertThat(Client.ids(first.reply())).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void before_their_body(Http2.Way way) throws Exception {
    try (Http2 http2 = new Http2(node.uri())) {
      for (int i = 0; i < POLLS; i++) {
        http2.withoutBody("/poll");
      }
      await().until(() -> node.served() >= POLLS);
      http2.go(way);
    }
  }

  @ParameterizedTest
  @EnumSource
  void while_they_are_parked(Http2.Way way) throws Exception {
    String cursor = client.cursor("quiet");
    // HTTP/2 says it when somebody goes; except that after a GOAWAY, which lets what is there come
    // to its end, the server takes the end of the connection for the end of the client's half.
    int hold = way == Http2.Way.GOAWAY ? 2 : 50;
    try (Http2 http2 = new Http2(node.uri())) {
      for (int i = 0; i < POLLS; i++) {
        http2.post("/poll", after(cursor, hold, "quiet"));
      }
      await().until(() -> node.parked() >= POLLS);

      http2.go(way);

      await().atMost(Duration.ofSeconds(5)).until(() -> node.parked() <= 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void while_their_answer_is_being_written(Http2.Way way) throws Exception {
    String cursor = largeAnswer();
    try (Http2 http2 = new Http2(node.uri())) {
      for (int i = 0; i < POLLS; i++) {
        http2.unread("/poll", after(cursor, 0, "large"));
      }
      await().until(() -> node.served() >= POLLS);
      http2.go(way);
    }
  }

  @Test
  void a_stream_that_is_not_read_is_cut_off_and_the_others_go_on() throws Exception {
    String cursor = largeAnswer();
    try (Http2 http2 = new Http2(node.uri())) {
      Http2.Exchange stalled = http2.unread("/poll", after(cursor, 0, "large"));

      await().atMost(Duration.ofSeconds(5)).until(stalled::wasReset);

      assertThat(http2.post("/poll", after(cursor, 0, "quiet")).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void a_node_that_goes_away_answers_what_is_parked() throws Exception {
    try (TestNode leaving = TestNode.start();
        Client its = new Client(leaving.uri());
        Http2 http2 = new Http2(leaving.uri())) {
      String cursor = its.cursor("drain");
      Http2.Exchange parked = http2.post("/poll", after(cursor, 20, "drain"));
      await().until(() -> leaving.parked() == 1);

      CompletableFuture.runAsync(leaving::close).get();

      assertThat(parked.reply().status()).isEqualTo(200);
      assertThat(Client.cursorOf(parked.reply())).isEqualTo(cursor);
      assertThat(parked.reply().json().at("/advice/pause").isInt()).isTrue();
    }
  }

  private String largeAnswer() {
    String cursor = client.cursor("large", "quiet");
    for (int i = 0; i < 15; i++) {
      client.published("large", "{\"text\":\"" + "x".repeat(60_000) + "\"}");
    }
    return cursor;
  }
}
