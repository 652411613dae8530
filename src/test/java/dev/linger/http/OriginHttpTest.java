package dev.linger.http;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of this origin, of those that are allowed, and of all others. */
class OriginHttpTest {

  private static final String FORUM = "https://forum.example";
  private static final String ALLOWED = "access-control-allow-origin";

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start("origins", FORUM + ", http://m.forum.example:8080", "jsonp", "true");
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void an_allowed_page_is_named_in_the_answer_and_may_read_what_it_needs() {
    for (String origin : new String[] {FORUM, "http://m.forum.example:8080"}) {
      Http.Reply reply = client.poll("{\"channels\":[\"o:1\"]}", "Origin", origin);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers()).containsEntry(ALLOWED, origin).containsEntry("vary", "Origin");
      assertThat(reply.headers().get("access-control-expose-headers"))
          .contains("Retry-After", "Preference-Applied", "WWW-Authenticate");
      assertThat(reply.headers()).doesNotContainKey("access-control-allow-credentials");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "app.localhost, 200",
    "node, 200",
    "evil.example, 403",
    "bad.cafe:8080, 403",
    "127.0.0.1.evil.example, 403"
  })
  void in_dev_mode_a_name_that_anybody_can_point_here_is_not_served(String host, int status)
      throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("GET /cursor HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(raw.reply().status()).isEqualTo(status);
    }
  }

  @Test
  void a_problem_is_for_the_page_to_read_too() {
    Http.Reply reply = client.poll("{}", "Origin", FORUM);
    assertThat(reply.code()).isEqualTo("no_channels");
    assertThat(reply.headers()).containsEntry(ALLOWED, FORUM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"poll", "events", "send", "stream", "cursor", "poll.js", "threads/1.html"})
  void a_preflight_is_answered_before_anything_behind_and_may_be_kept(String path) {
    Http.Reply reply =
        client.send(
            "OPTIONS",
            path,
            null,
            "Origin",
            FORUM,
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,content-type");
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers())
        .containsEntry(ALLOWED, FORUM)
        .containsEntry("vary", "Origin")
        .containsEntry("access-control-max-age", "86400")
        // The resource itself would have told its own methods.
        .doesNotContainKey("allow");
    assertThat(reply.headers().get("access-control-allow-methods")).contains("GET", "POST");
    assertThat(reply.headers().get("access-control-allow-headers"))
        .contains("Authorization", "Content-Type", "Idempotency-Key", "Prefer", "Last-Event-ID")
        .doesNotContain("*");
  }

  @Test
  void a_preflight_of_any_other_page_is_refused() {
    Http.Reply reply =
        client.send(
            "OPTIONS",
            "poll",
            null,
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "POST");
    assertRefused(reply);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "*",
        "",
        "http://forum.example",
        "https://forum.example.evil.example",
        "https://evilforum.example",
        "https://evil.example/https://forum.example",
        "https://forum.example:443",
        "https://forum.example:8443",
        "https://forum.example/",
        "https://forum.example.",
        "HTTPS://forum.example",
        "https://Forum.example",
        "https://sub.forum.example",
        "https://forum.example https://evil.example",
        "https://forum.example, https://evil.example",
        "http://m.forum.example",
        "file://"
      })
  void a_page_of_any_other_origin_is_refused(String origin) {
    assertRefused(client.poll("{\"channels\":[\"o:1\"]}", "Origin", origin));
  }

  @Test
  void two_origins_are_nobodys() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(
          "GET /cursor HTTP/1.1\r\nHost: a\r\nOrigin: %s\r\nOrigin: %s\r\n\r\n"
              .formatted(FORUM, FORUM));
      assertRefused(raw.reply());
    }
  }

  @Test
  void a_foreign_page_is_refused_before_its_body_is_read() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(
          String.join(
              "\r\n",
              "POST /events HTTP/1.1",
              "Host: a",
              "Origin: https://evil.example",
              "Content-Type: text/plain",
              "Content-Length: 1000",
              "",
              ""));
      assertRefused(raw.reply());
    }
  }

  /** What goes without a preflight has happened by the time its answer is withheld. */
  @Test
  void what_a_foreign_page_says_without_a_preflight_is_not_done() {
    String cursor = client.cursor("o:2");
    String event = "{\"channel\":\"o:2\",\"data\":{}}";
    assertRefused(
        client.publish(event, "Origin", "https://evil.example", "Content-Type", "text/plain"));
    assertThat(client.poll(Client.after(cursor, 0, "o:2")).json().get("events")).isEmpty();
    assertThat(client.publish(event, "Origin", FORUM, "Content-Type", "text/plain").headers())
        .containsEntry(ALLOWED, FORUM);
    assertThat(client.poll(Client.after(cursor, 0, "o:2")).json().get("events")).hasSize(1);
  }

  @Test
  void what_is_no_browser_has_no_origin_and_is_served_whatever_its_content_type() {
    for (String type : new String[] {"text/plain", "application/json"}) {
      Http.Reply reply = client.poll("{\"channels\":[\"o:1\"]}", "Content-Type", type);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers()).containsEntry("vary", "Origin").doesNotContainKey(ALLOWED);
    }
  }

  @Test
  void streams_and_polls_by_get_are_for_allowed_pages_too_and_for_no_others() throws Exception {
    String query = "?channel=o:3&hold=0";
    for (String path : new String[] {"poll" + query, "stream" + query, "cursor"}) {
      assertRefused(client.get(path, "Origin", "https://evil.example"));
    }
    assertThat(client.get("poll" + query, "Origin", FORUM).headers()).containsEntry(ALLOWED, FORUM);
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("GET /stream%s HTTP/1.1\r\nHost: a\r\nOrigin: %s\r\n\r\n".formatted(query, FORUM));
      Http.Reply head = raw.replyWithoutBody();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry(ALLOWED, FORUM);
    }
  }

  @Test
  void pages_of_its_own_origin_need_no_setting() throws IOException {
    try (TestNode bare = TestNode.start();
        Client there = new Client(bare.uri())) {
      int port = bare.uri().getPort();
      Http.Reply reply =
          there.poll("{\"channels\":[\"o:1\"]}", "Origin", "http://127.0.0.1:" + port);
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      assertThat(reply.headers()).containsEntry("vary", "Origin").doesNotContainKey(ALLOWED);
      assertRefused(there.poll("{}", "Origin", "http://127.0.0.1"));
      assertRefused(there.poll("{}", "Origin", "http://localhost:" + port));
      assertRefused(there.poll("{}", "Origin", FORUM));
    }
  }

  @Test
  void its_own_origin_is_the_one_that_the_request_was_sent_to() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      String get = "GET /cursor HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\n\r\n";
      for (String[] pair :
          new String[][] {
            {"here.localhost", "http://here.localhost"},
            {"Here.LocalHost", "http://here.localhost"},
            {"here.localhost:80", "http://here.localhost"},
            {"here.localhost:8080", "http://here.localhost:8080"},
            {"[::1]:8080", "http://[::1]:8080"},
            // A proxy has ended TLS.
            {"here.localhost", "https://here.localhost"}
          }) {
        assertThat(raw.send(get.formatted(pair[0], pair[1])).reply().status())
            .as(pair[0] + " " + pair[1])
            .isEqualTo(200);
      }
      for (String[] pair :
          new String[][] {
            {"here.localhost", "http://here.localhost:8080"},
            {"here.localhost:8080", "http://here.localhost"},
            {"here.localhost:8080", "https://here.localhost"},
            {"here.localhost", "http://there.localhost"},
            {"here.localhost", "ftp://here.localhost"}
          }) {
        assertRefused(raw.send(get.formatted(pair[0], pair[1])).reply());
      }
    }
  }

  @Test
  void behind_a_proxy_that_changes_the_host_the_browsers_own_word_counts() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      String get = "GET /cursor HTTP/1.1\r\nHost: node\r\nOrigin: %s\r\n%s\r\n";
      String same = "Sec-Fetch-Site: same-origin\r\n";
      Http.Reply own = raw.send(get.formatted("https://here.example", same)).reply();
      assertThat(own.status()).isEqualTo(200);
      assertThat(own.headers()).doesNotContainKey(ALLOWED);
      for (String other :
          new String[] {
            "",
            "Sec-Fetch-Site: same-site\r\n",
            "Sec-Fetch-Site: cross-site\r\n",
            "Sec-Fetch-Site: none\r\n",
            "Sec-Fetch-Site: cross-site, same-origin\r\n"
          }) {
        assertRefused(raw.send(get.formatted("https://here.example", other)).reply());
      }
      assertRefused(raw.send(get.formatted("null", same)).reply());
    }
  }

  private static void assertRefused(Http.Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(403);
    assertThat(reply.code()).isEqualTo("forbidden_origin");
    assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    assertThat(reply.headers()).containsEntry("vary", "Origin");
  }
}
