package dev.linger.http;

import static dev.linger.http.HostileInputTest.assertProblem;
import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are hardly HTTP, bodies that are not what they say, and bodies that never come. */
class HostileHttpTest {

  private static final int MAX_PUBLISH_BYTES = 100_000;

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "client.body-timeout",
            "500ms",
            "publish.body-bytes",
            String.valueOf(MAX_PUBLISH_BYTES));
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    await().until(() -> node.parked() == 0 && node.served() == 0);
    await().until(() -> TestNode.busyThreads().isEmpty());
    client.close();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get", "x-y!"})
  void unknown_methods_are_refused_everywhere(String method) throws IOException {
    for (String path : new String[] {"/poll", "/events", "/health/live", "/nothing"}) {
      Http.Reply reply =
          exchange(method + " " + path + " HTTP/1.1\r\nHost: a\r\nCookie: eChO\r\n\r\n");
      assertProblem(reply, 405, "method_not_allowed");
      assertThat(reply.headers()).containsKey("allow");
    }
  }

  @Test
  void methods_that_another_resource_has_are_refused_with_those_that_this_one_has() {
    assertProblem(client.get("events"), 405, "method_not_allowed");
    assertThat(client.get("events").headers()).containsEntry("allow", "POST, OPTIONS");
    assertThat(client.send("HEAD", "events", null).status()).isEqualTo(405);
    assertProblem(client.send("POST", "health/ready", "{}"), 405, "method_not_allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eChO                                                     | 400 | bad_request
          GET                                                      | 400 | bad_request
          GET /poll HTTP/1.1                                       | 400 | bad_request
          GET /poll HTTP/7.3~Host: a                               | 505 | unsupported_version
          GET /poll HTTP/1.1~Host: a~Host: b                       | 400 | bad_request
          GET /poll HTTP/1.1~Host: a~Bad Header: x                 | 400 | bad_request
          GET /poll HTTP/1.1~Host: a~No-Colon                      | 400 | bad_request
          GET /poll HTTP/1.1~Host: a~ Folded: x                    | 400 | bad_request
          GET /%2e%2e/%2e%2e/eChO HTTP/1.1~Host: a                 | 400 | bad_request
          GET /health%2flive HTTP/1.1~Host: a                      | 400 | bad_request
          GET /%zz HTTP/1.1~Host: a                                | 400 | bad_request
          GET /poll;eChO HTTP/1.1~Host: a                          | 400 | no_channels
          GET /eChO HTTP/1.1~Host: a                               | 404 | not_found
          GET /poll/eChO HTTP/1.1~Host: a                          | 404 | not_found
          GET /WEB-INF/web.xml HTTP/1.1~Host: a                    | 404 | not_found
          POST /poll HTTP/1.1~Host: a~Content-Length: x            | 400 | bad_request
          POST /poll HTTP/1.1~Host: a~Content-Length: -1           | 400 | bad_request
          POST /poll HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2 | 400 | bad_request
          POST /poll HTTP/1.1~Host: a~Content-Length: 99999999999999999999 | 400 | bad_request
          POST /poll HTTP/1.1~Host: a~Content-Length: 2~Transfer-Encoding: chunked | 400 | bad_request
          POST /poll HTTP/1.1~Host: a~Transfer-Encoding: eChO      | 400 | bad_request
          POST /poll HTTP/1.0~Transfer-Encoding: chunked           | 408 | slow_request
          """)
  void what_is_hardly_http_is_refused(String request, int status, String code) throws IOException {
    assertProblem(exchange(request.replace("~", "\r\n") + "\r\n\r\n"), status, code);
  }

  @Test
  void headers_and_uris_of_9_kilobytes_are_refused() throws IOException {
    String nine = "eChO".repeat(9 * 256);
    assertProblem(
        exchange("GET /poll?channel=a&x=" + nine + " HTTP/1.1\r\nHost: a\r\n\r\n"),
        414,
        "uri_too_long");
    assertProblem(
        exchange("GET /poll?channel=a HTTP/1.1\r\nHost: a\r\nX: " + nine + "\r\n\r\n"),
        431,
        "headers_too_large");
  }

  @Test
  void text_that_is_not_utf_8_is_refused() throws IOException {
    byte[][] bad = {
      {(byte) 0xff},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xe4}
    };
    for (byte[] bytes : bad) {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String json = "{\"channel\":\"bad:1\",\"data\":{\"a\":\"" + text + "\"}}";
      assertProblem(exchangeLatin1("/events", json), 400, "invalid_json");
    }
    byte[] utf16 = "{\"channels\":[\"a\"]}".getBytes(StandardCharsets.UTF_16);
    assertProblem(
        exchangeLatin1("/poll", new String(utf16, StandardCharsets.ISO_8859_1)),
        400,
        "invalid_json");
  }

  @ParameterizedTest
  @CsvSource({"/poll, 32768", "/events, 100000"})
  void a_body_that_says_that_it_is_too_large_is_refused_unread(String path, int max)
      throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post(path, max + 1));
      assertProblem(raw.reply(), 413, "body_too_large");
      assertThat(raw.readToEnd()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"/poll, 32768", "/events, 100000"})
  void a_body_that_turns_out_too_large_is_refused_and_not_read_on(String path, int max)
      throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      int sent = 0;
      for (; sent <= max; sent += 4_096) {
        raw.send("1000\r\n" + "[".repeat(4_096) + "\r\n");
      }
      assertProblem(raw.reply(), 413, "body_too_large");
      assertThat(raw.readToEnd()).isZero();
    }
  }

  @Test
  void a_body_as_large_as_allowed_is_read() throws IOException {
    String event = "{\"channel\":\"large:1\",\"data\":{}}";
    String padded = event + " ".repeat(MAX_PUBLISH_BYTES - event.length());
    assertThat(client.publish(padded).status()).isEqualTo(201);
    assertProblem(client.publish(padded + " "), 413, "body_too_large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 500", "Transfer-Encoding: chunked"})
  void a_body_that_drips_is_given_up(String framing) throws Exception {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("POST /poll HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
      CompletableFuture<Http.Reply> reply =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return raw.reply();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      // One byte at a time, often enough that no time-out for silence ever fires.
      await()
          .until(
              () -> {
                if (!reply.isDone()) {
                  raw.send(framing.startsWith("C") ? " " : "1\r\n \r\n");
                }
                return reply.isDone();
              });
      assertProblem(reply.get(), 408, "slow_request");
      assertThat(raw.readToEnd()).isZero();
    }
  }

  @Test
  void a_body_that_never_comes_is_given_up() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post("/events", 10));
      assertProblem(raw.reply(), 408, "slow_request");
      assertThat(raw.readToEnd()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n", "-5\r\n", "fffffffffffffffff\r\n", "5\r\nabcdefgh\r\n"})
  void broken_chunks_are_refused(String chunks) throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("POST /poll HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
      assertProblem(raw.reply(), 400, "bad_request");
      assertThat(raw.readToEnd()).isZero();
    }
  }

  @Test
  void a_body_shorter_than_it_says_is_refused() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post("/events", 100)).send("{\"channel\":\"short:1\",\"data\":{}}");
      raw.endSending();
      assertProblem(raw.reply(), 400, "bad_request");
    }
    assertThat(client.poll("{\"channels\":[\"short:1\"],\"last\":1}").json().get("events"))
        .isEmpty();
  }

  @Test
  void expectations_that_nobody_can_meet_are_refused() throws IOException {
    assertProblem(
        exchange("POST /poll HTTP/1.1\r\nHost: a\r\nExpect: eChO\r\nContent-Length: 1\r\n\r\n"),
        417,
        "unmet_expectation");
  }

  @Test
  void http_1_0_is_told_its_problems_too() throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("POST /poll HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
      assertProblem(raw.reply(), 400, "no_channels");
      assertThat(raw.readToEnd()).isZero();
    }
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("GET /poll?channel=a HTTP/1.0\r\n\r\n");
      assertThat(raw.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void a_refused_request_does_not_harm_the_next_one_on_its_connection() throws IOException {
    String good = after(client.cursor("next:1"), 0, "next:1");
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post("/poll", "{") + RawHttp.post("/poll", good));
      assertProblem(raw.reply(), 400, "invalid_json");
      assertThat(raw.reply().status()).isEqualTo(200);
    }
  }

  private static Http.Reply exchange(String request) throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      return raw.send(request).reply();
    }
  }

  private static Http.Reply exchangeLatin1(String path, String body) throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post(path, body.length()));
      return raw.send(body.getBytes(StandardCharsets.ISO_8859_1)).reply();
    }
  }
}
