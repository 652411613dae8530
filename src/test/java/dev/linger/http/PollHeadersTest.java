package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers travel: methods, types, lengths, and the headers that keep proxies off. */
class PollHeadersTest {

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start("poll.hold", "500ms");
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none yet", "parked", "events", "bad", "missing", "head", "options"})
  void every_answer_has_its_length_and_is_neither_stored_nor_changed_nor_guessed_at(String which) {
    Http.Reply reply =
        switch (which) {
          case "none yet" -> client.poll("{\"channels\":[\"h:1\"]}");
          case "parked" -> client.poll(after(client.cursor("h:2"), 0.1, "h:2"));
          case "events" -> client.poll("{\"channels\":[\"h:3\"],\"last\":1}");
          case "bad" -> client.poll("{}");
          case "missing" -> client.get("nothing/here");
          case "head" -> client.send("HEAD", "poll?channel=h:4", null);
          default -> client.send("OPTIONS", "poll", null);
        };

    assertThat(reply.headers())
        .containsEntry("cache-control", "no-store, no-transform")
        .containsEntry("x-content-type-options", "nosniff")
        .doesNotContainKeys("transfer-encoding", "server", "set-cookie", "content-encoding");
    if (!which.equals("options")) {
      // 204 has no body and so no length.
      assertThat(reply.headers()).containsKey("content-length");
    }
  }

  @Test
  void answers_are_json_and_problems_are_problem_json() {
    assertThat(client.poll("{\"channels\":[\"t:1\"]}").headers())
        .containsEntry("content-type", "application/json");
    assertThat(client.poll("{}").headers())
        .containsEntry("content-type", "application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
        "text/plain",
        "text/plain;charset=UTF-8",
        "text/plain; boundary=x"
      })
  void json_is_read_under_these_content_types(String type) {
    assertThat(client.poll("{\"channels\":[\"ct:1\"]}", "Content-Type", type).status())
        .isEqualTo(200);
  }

  @Test
  void json_is_read_without_a_content_type() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      assertThat(raw.send(RawHttp.post("/poll", "{\"channels\":[\"ct:2\"]}")).reply().status())
          .isEqualTo(200);
    }
  }

  @Test
  void head_looks_and_does_not_park() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      String cursor = client.cursor("head:1");
      long start = System.nanoTime();
      raw.send(
          "HEAD /poll?channel=head:1&hold=20&cursor=" + cursor + " HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(raw.replyWithoutBody().status()).isEqualTo(200);
      assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
      // Nothing of a body came: what comes next on this connection is the next answer.
      raw.send("HEAD /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(raw.replyWithoutBody().headers()).containsEntry("content-length", "28");
    }
  }

  @Test
  void options_names_the_methods() {
    assertThat(client.send("OPTIONS", "poll", null).status()).isEqualTo(204);
    assertThat(client.send("OPTIONS", "poll", null).headers())
        .containsEntry("allow", "GET, HEAD, POST, OPTIONS");
    assertThat(client.send("OPTIONS", "events", null).headers())
        .containsEntry("allow", "POST, OPTIONS");
  }

  @Test
  void a_body_that_waits_for_100_continue_is_asked_for() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      String body = "{\"channels\":[\"continue:1\"]}";
      raw.send(
          "POST /poll HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n");
      assertThat(raw.reply().status()).isEqualTo(100);
      assertThat(raw.send(body).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void chunked_bodies_and_bodies_in_small_pieces_are_read() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("POST /poll HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.send("5\r\n{\"cha\r\n").send("15\r\nnnels\":[\"chunked:1\"]}\r\n").send("0\r\n\r\n");
      assertThat(raw.reply().status()).isEqualTo(200);
      String body = "{\"channels\":[\"pieces:1\"]}";
      raw.send(RawHttp.post("/poll", body.length()));
      for (int i = 0; i < body.length(); i++) {
        raw.send(body.substring(i, i + 1));
      }
      assertThat(raw.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void polls_that_are_pipelined_are_answered_one_after_the_other() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      String cursor = client.cursor("pipe:1");
      String id = client.published("pipe:2", "{}");
      raw.send(
          RawHttp.post("/poll", after(cursor, 0.2, "pipe:1"))
              + RawHttp.post("/poll", after(cursor, 2, "pipe:2")));
      assertThat(Client.ids(raw.reply())).isEmpty();
      assertThat(Client.ids(raw.reply())).containsExactly(id);
    }
  }

  @Test
  void http_1_0_may_park_and_is_closed_after_its_answer() throws IOException {
    String poll = after(client.cursor("old:1"), 0.2, "old:1");
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("POST /poll HTTP/1.0\r\nContent-Length: " + poll.length() + "\r\n\r\n" + poll);
      Http.Reply reply = raw.reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers()).doesNotContainKey("transfer-encoding");
      assertThat(raw.readToEnd()).isZero();
    }
  }

  @Test
  void http_1_0_with_keep_alive_is_kept() throws IOException {
    String poll = after(client.cursor("old:2"), 0.1, "old:2");
    String request =
        "POST /poll HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: "
            + poll.length()
            + "\r\n\r\n"
            + poll;
    try (RawHttp raw = new RawHttp(node.uri())) {
      assertThat(raw.send(request).reply().status()).isEqualTo(200);
      assertThat(raw.send(request).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void a_client_that_has_closed_its_own_side_is_still_answered() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post("/poll", after(client.cursor("half:1"), 0.2, "half:1")));
      raw.endSending();
      assertThat(raw.reply().status()).isEqualTo(200);
    }
  }
}
