package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are HTTP and mean harm, or nothing: each gets its precise status and code. */
class HostileInputTest {

  /** Part of every hostile value here; no answer may repeat it. */
  private static final String ECHO = "eChO";

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start();
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
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                          | invalid_field
          "eChO"                                      | invalid_field
          null                                        | invalid_field
          42                                          | invalid_field
          {}                                          | no_channels
          {"channels":null}                           | no_channels
          {"channels":[]}                             | no_channels
          {"channels":"eChO"}                         | no_channels
          {"channels":{"0":"eChO"}}                   | no_channels
          {"channels":[null]}                         | invalid_channel
          {"channels":[1]}                            | invalid_channel
          {"channels":[["eChO"]]}                     | invalid_channel
          {"channels":["a"],"cursor":1}               | invalid_field
          {"channels":["a"],"cursor":{}}              | invalid_field
          {"channels":["a"],"client":7}               | invalid_field
          {"channels":["a"],"token":7}                | invalid_field
          {"channels":["a"],"client":"\\ud800"}       | invalid_field
          {"channels":["a"],"max":"eChO"}             | invalid_max
          {"channels":["a"],"max":0}                  | invalid_max
          {"channels":["a"],"max":-1}                 | invalid_max
          {"channels":["a"],"max":1.5}                | invalid_max
          {"channels":["a"],"max":4294967297}         | invalid_max
          {"channels":["a"],"last":-1}                | invalid_last
          {"channels":["a"],"last":101}               | invalid_last
          {"channels":["a"],"last":1e2}               | invalid_last
          {"channels":["a"],"last":true}              | invalid_last
          {"channels":["a"],"hold":-1}                | invalid_hold
          {"channels":["a"],"hold":-0.001}            | invalid_hold
          {"channels":["a"],"hold":86401}             | invalid_hold
          {"channels":["a"],"hold":1e400}             | invalid_hold
          {"channels":["a"],"hold":1e1000000000}      | invalid_hold
          {"channels":["a"],"hold":-1e400}            | invalid_hold
          {"channels":["a"],"hold":1000000000000000000000000000000} | invalid_hold
          {"channels":["a"],"hold":"25"}              | invalid_hold
          {"channels":["a"],"hold":"NaN"}             | invalid_hold
          {"channels":["a"],"hold":[25]}              | invalid_hold
          {"channels":["linger:probe"]}               | reserved_channel
          """)
  void a_poll_with_wrong_types_or_values_is_told_which(String body, String code) {
    assertProblem(client.poll(body), 400, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "eChO"                                      | invalid_field
          []                                          | no_events
          [[]]                                        | invalid_field
          [null]                                      | invalid_field
          {}                                          | invalid_channel
          {"channel":["eChO"],"data":{}}              | invalid_channel
          {"channel":"a"}                             | invalid_data
          {"channel":"a","data":null}                 | invalid_data
          {"channel":"a","data":"eChO"}               | invalid_data
          {"channel":"a","data":[]}                   | invalid_data
          {"channel":"a","data":{},"eChO":1}          | unknown_field
          {"channel":"a","data":{},"TTL":1}           | unknown_field
          {"channel":"a","data":{},"ttl":0}           | invalid_ttl
          {"channel":"a","data":{},"ttl":0.0001}      | invalid_ttl
          {"channel":"a","data":{},"ttl":-1}          | invalid_ttl
          {"channel":"a","data":{},"ttl":3601}        | invalid_ttl
          {"channel":"a","data":{},"ttl":1e400}       | invalid_ttl
          {"channel":"a","data":{},"ttl":"1"}         | invalid_ttl
          {"channel":"a","data":{},"key":1}           | invalid_field
          {"channel":"a","data":{},"key":""}          | invalid_key
          {"channel":"a","data":{},"key":"\\udc00"}   | invalid_field
          {"channel":"a","data":{},"key":"k","ttl":1} | invalid_field
          {"channel":"a","data":{},"id":""}           | invalid_id
          {"channel":"a","data":{},"id":7}            | invalid_field
          {"channel":"a","data":{},"id":"\\ud800"}    | invalid_field
          {"channel":"a","data":{},"token":[]}        | invalid_field
          {"channel":"linger:probe","data":{}}        | reserved_channel
          """)
  void a_publish_with_wrong_types_or_values_is_told_which(String body, String code) {
    assertProblem(client.publish(body), 400, code);
  }

  @Test
  void what_is_longer_than_its_bound_is_refused() {
    String long129 = ECHO + "x".repeat(125);
    String event = "{\"channel\":\"a\",\"data\":{},\"%s\":\"%s\"}";
    assertProblem(client.publish(event.formatted("key", long129)), 400, "invalid_key");
    assertProblem(client.publish(event.formatted("id", ECHO + "x".repeat(197))), 400, "invalid_id");
    assertProblem(
        client.publish("{\"channel\":\"a\",\"data\":{}}", "Idempotency-Key", "x".repeat(193)),
        400,
        "invalid_idempotency_key");
    assertProblem(
        client.poll("{\"channels\":[\"a\"],\"client\":\"" + ECHO + "x".repeat(61) + "\"}"),
        400,
        "invalid_client");
    String text = "x".repeat(65_536);
    assertProblem(
        client.publish("{\"channel\":\"a\",\"data\":{\"t\":\"" + text + "\"}}"),
        413,
        "event_too_large");
    assertProblem(
        client.publish(
            "["
                + String.join(",", Collections.nCopies(101, "{\"channel\":\"a\",\"data\":{}}"))
                + "]"),
        413,
        "too_many_events");
  }

  @Test
  void there_are_1_to_50_channels() {
    assertThat(client.poll(channels(1)).status()).isEqualTo(200);
    assertThat(client.poll(channels(50)).status()).isEqualTo(200);
    assertProblem(client.poll(channels(51)), 400, "too_many_channels");
    assertProblem(client.poll(channels(1_000)), 400, "too_many_channels");
    assertProblem(client.get("poll?" + "channel=eChO&".repeat(51)), 400, "too_many_channels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "eChO\\u0000",
        "\\u0000",
        "eChO\\n",
        "eChO\\u007f",
        "eChO\\u0085",
        "../eChO",
        "eChO..x",
        "eChO/../../etc/passwd",
        ".eChO",
        ":eChO",
        "eChO x",
        "eChO*",
        "eChO{x}",
        "eChOé",
        "eChO\\ud83d\\ude42",
        "eChO\\ud800",
        "\\u202eeChO"
      })
  void channel_names_of_other_characters_are_refused(String name) {
    assertProblem(client.poll("{\"channels\":[\"" + name + "\"]}"), 400, "invalid_channel");
    assertProblem(
        client.publish("{\"channel\":\"" + name + "\",\"data\":{}}"), 400, "invalid_channel");
  }

  @Test
  void a_channel_name_of_4_kilobytes_is_refused() {
    String name = ECHO.repeat(1_024);
    assertProblem(client.poll("{\"channels\":[\"" + name + "\"]}"), 400, "invalid_channel");
    assertProblem(client.get("poll?channel=" + name), 400, "invalid_channel");
    assertProblem(
        client.publish("{\"channel\":\"" + name + "\",\"data\":{}}"), 400, "invalid_channel");
  }

  static Stream<String> forgedCursors() {
    String good = client.cursor("a");
    Cursor cursor = Cursor.parse(good);
    return Stream.of(
        "eChO",
        "0",
        "....",
        good.substring(0, good.length() - 1),
        good.substring(1),
        good + "0",
        good.toUpperCase(Locale.ROOT) + "Z",
        good.replace('-', '+'),
        cursor.epoch() + "." + cursor.position() + ".00000000",
        cursor.epoch() + ".99999999999999999999-0.00000000",
        ECHO.repeat(1_024),
        " " + good,
        good + "\\u0000");
  }

  @ParameterizedTest
  @MethodSource("forgedCursors")
  void forged_and_truncated_cursors_are_refused(String cursor) {
    assertProblem(
        client.poll("{\"channels\":[\"a\"],\"cursor\":\"" + cursor + "\"}"), 400, "invalid_cursor");
  }

  @ParameterizedTest
  @CsvSource({
    "channel=%zz, invalid_query",
    "channel=a&x=%, invalid_query",
    "channel=a&client=%ff, invalid_query",
    "channel=a&client=%c0%80, invalid_query",
    "channel=a&client=%ed%a0%80, invalid_query",
    "channel=eChO%00, invalid_channel",
    "channel=eChO%0d%0a, invalid_channel",
    "channel=a&hold=1&hold=2, invalid_query",
    "channel=a&cursor=x&cursor=eChO, invalid_query",
    "channel=a&hold=, invalid_hold",
    "channel=a&hold=-1, invalid_hold",
    "channel=a&hold=NaN, invalid_hold",
    "channel=a&hold=1e400, invalid_hold",
    "channel=a&hold=1000000000000000000000000000000, invalid_hold",
    "channel=a&hold=99999999999999999999, invalid_hold",
    "channel=a&hold=25s, invalid_hold",
    "channel=a&max=0, invalid_max",
    "channel=a&last=eChO, invalid_last",
    "channel=a&cursor=eChO, invalid_cursor",
    "channel=, invalid_channel",
    "hold=1, no_channels",
    "'', no_channels"
  })
  void a_bad_query_is_told_what_is_wrong(String query, String code) throws IOException {
    // By hand: a client library would not send some of these.
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send("GET /poll?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertProblem(raw.reply(), 400, code);
    }
  }

  @Test
  void nothing_of_the_hostile_data_was_published() {
    assertThat(client.poll("{\"channels\":[\"a\"],\"last\":100}").json().get("events")).isEmpty();
  }

  static void assertProblem(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.headers())
        .containsEntry("content-type", "application/problem+json")
        .containsEntry("cache-control", "no-store, no-transform")
        .containsEntry("x-content-type-options", "nosniff")
        .containsKey("content-length")
        .doesNotContainKeys("server", "transfer-encoding");
    assertThat(reply.json().fieldNames())
        .toIterable()
        .containsExactly("type", "title", "status", "code", "detail");
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.json().get("status").asInt()).isEqualTo(status);
    assertThat(reply.body())
        .doesNotContainIgnoringCase(ECHO)
        .doesNotContain("Exception", "jetty", "java", "\tat ", "<");
    if (status == 413 || status == 503) {
      assertThat(Integer.parseInt(reply.headers().get("retry-after"))).isBetween(1, 5);
    }
  }

  private static String channels(int count) {
    return "{\"channels\":"
        + IntStream.range(0, count).mapToObj(i -> "\"c:" + i + "\"").toList()
        + "}";
  }
}
