package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.Mint;
import dev.linger.support.RawHttp;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node in production mode: who gets what. Ada may read threads 1 to 9 as her token says; the
 * backend publishes; everybody reads {@code thread:open}.
 */
class TokenHttpTest {

  private static final Mint MINT = Mint.ofSecret();
  private static final String RIGHTS = ",\"channels\":[\"thread:1\"],\"name\":\"Ada\"";

  private static TestNode node;
  private static Client client;

  private final String ada = MINT.user("7", RIGHTS);
  private final String backend = MINT.user("backend", ",\"publish\":[\"*\"]");

  @BeforeAll
  static void start() {
    node = TestNode.production("public-channels", "thread:open");
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    "thread:1, 200, 403",
    "thread:2, 403, 403",
    "thread:open, 200, 200",
    "forum, 200, 403",
    "user:me, 200, 401",
    "user:7, 200, 403",
    "user:8, 403, 403",
    "user:77, 403, 403",
    "USER:7, 403, 403",
    "user:7:x, 403, 403",
    "linger:probe, 400, 400",
    "other, 403, 403"
  })
  void who_reads_what(String channel, int asAda, int asNobody) {
    String poll = "{\"channels\":[\"" + channel + "\"]}";
    assertThat(client.poll(poll, bearer(ada)).status()).isEqualTo(asAda);
    assertThat(client.poll(poll).status()).isEqualTo(asNobody);
    String path = "?channel=" + channel.replace(":", "%3a");
    assertThat(client.get("poll" + path, bearer(ada)).status()).isEqualTo(asAda);
    assertThat(client.get("poll" + path).status()).isEqualTo(asNobody);
    if (asAda != 200) {
      assertThat(client.get("stream" + path, bearer(ada)).status()).isEqualTo(asAda);
      assertThat(client.get("receipts" + path, bearer(ada)).status()).isEqualTo(asAda);
      assertThat(client.get("presence" + path, bearer(ada)).status()).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void of_several_channels_those_that_may_not_be_read_are_told_and_the_others_given() {
    Http.Reply reply = client.poll("{\"channels\":[\"thread:1\",\"thread:2\"]}", bearer(ada));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/reset/0/channel").asText()).isEqualTo("thread:2");
    assertThat(reply.json().at("/reset/0/reason").asText()).isEqualTo("forbidden");
  }

  @Test
  void who_publishes_what() {
    String post = "{\"channel\":\"thread:1\",\"data\":{\"type\":\"x\"}}";
    assertThat(client.publish(post).code()).isEqualTo("forbidden");
    assertThat(client.publish(post, bearer(ada)).code()).isEqualTo("forbidden");
    assertThat(client.publish(post, bearer(backend)).status()).isEqualTo(201);
    String both = "[" + post + ",{\"channel\":\"linger:probe\",\"data\":{\"type\":\"x\"}}]";
    assertThat(client.publish(both, bearer(backend)).status()).isGreaterThanOrEqualTo(400);
  }

  @Test
  void what_a_page_says_about_a_thread_needs_the_thread() {
    for (String type : List.of("user_typing", "read")) {
      String about = "{\"type\":\"" + type + "\",\"postId\":\"1\",\"threadId\":\"%s\"}";
      assertThat(send(about.formatted("1"), ada).status()).as(type).isEqualTo(200);
      assertThat(send(about.formatted("2"), ada).code()).as(type).isEqualTo("forbidden");
    }
    assertThat(send("{\"type\":\"new_post\",\"threadId\":\"1\"}", ada).code())
        .isEqualTo("forbidden");
    assertThat(send("{\"type\":\"ping\"}", ada).status()).isEqualTo(200);
    for (String thread : List.of("1", "open")) {
      String typing = "{\"type\":\"user_typing\",\"threadId\":\"" + thread + "\"}";
      assertThat(client.send("POST", "send", typing).code()).isEqualTo("forbidden");
    }
  }

  @Test
  void who_is_typing_is_not_the_pages_to_say() {
    String reader = MINT.user("9", RIGHTS);
    String cursor = Client.cursorOf(client.poll("{\"channels\":[\"thread:1\"]}", bearer(reader)));
    send(
        "{\"type\":\"user_typing\",\"threadId\":\"1\",\"userId\":\"8\"}",
        MINT.user("typist", RIGHTS));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .poll(Client.after(cursor, 0, "thread:1"), bearer(reader))
                            .json()
                            .get("events"))
                    .map(JsonNode::toString)
                    .anyMatch(event -> event.contains("\"userId\":\"typist\"")));
  }

  @Test
  void whoever_types_tells_the_others_nothing_but_that() {
    String reader = MINT.user("9", RIGHTS);
    String cursor = Client.cursorOf(client.poll("{\"channels\":[\"thread:1\"]}", bearer(reader)));
    send(
        "{\"type\":\"user_typing\",\"threadId\":1,\"userId\":\"8\",\"userName\":\"Admin\","
            + "\"cursor\":\"c\",\"html\":\"<b>\"}",
        MINT.user("nameless", ",\"channels\":[\"thread:1\"]"));
    Http.Reply reply = client.poll(Client.after(cursor, 5, "thread:1"), bearer(reader));
    assertThat(reply.json().at("/events/0/data").toString())
        .isEqualTo("{\"type\":\"user_typing\",\"threadId\":1,\"userId\":\"nameless\"}");
  }

  @Test
  void a_publishers_key_is_nobody_elses() {
    String one = MINT.user("one", ",\"publish\":[\"thread:1\"]");
    String two = MINT.user("two", ",\"publish\":[\"thread:2\",\"thread:1\"]");
    String event = "{\"channel\":\"thread:%s\",\"data\":{\"type\":\"x\"},\"id\":\"%s\"}";
    String first = id(client.publish(event.formatted("1", "k"), bearer(one)));
    assertThat(id(client.publish(event.formatted("1", "k"), bearer(one)))).isEqualTo(first);
    assertThat(id(client.publish(event.formatted("2", "k"), bearer(two)))).isNotEqualTo(first);

    String guess = id(client.publish(event.formatted("1", "send:two:s"), bearer(one)));
    Http.Reply sent = send("{\"type\":\"x\",\"threadId\":\"1\",\"once\":\"s\"}", two);
    assertThat(sent.json().get("id").asText()).isNotEmpty().isNotEqualTo(guess);
  }

  private static String id(Http.Reply published) {
    assertThat(published.status()).as(published.body()).isEqualTo(201);
    return published.json().at("/ids/0").asText();
  }

  @Test
  void who_shows_a_token_that_is_no_good_is_not_read_any_further() throws IOException {
    for (String path : List.of("/events", "/send")) {
      try (RawHttp raw = new RawHttp(node.uri())) {
        raw.send(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer bad\r\nContent-Length: 9\r\n\r\n");
        assertThat(raw.reply().status()).as(path).isEqualTo(401);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer ", "BEARER\t", "Bearer\tx"})
  void the_word_without_a_token_is_a_token_that_is_no_good(String header) {
    String open = "{\"channels\":[\"thread:open\"]}";
    assertThat(client.poll(open, "Authorization", header).status()).isEqualTo(401);
    assertThat(client.poll(open, "Authorization", "Basic YTpi").status()).isEqualTo(200);
  }

  @Test
  void notifications_are_ones_own() {
    client.publish(
        "{\"channel\":\"user:7\",\"data\":{\"type\":\"notification\"}}", bearer(backend));
    assertThat(client.get("notifications", bearer(ada)).json().get("unread").asInt()).isPositive();
    assertThat(client.get("notifications", bearer(MINT.user("8", ""))).json().get("unread").asInt())
        .isZero();
    assertThat(client.get("notifications").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poll",
        "events",
        "send",
        "notifications",
        "receipts?channel=thread:1",
        "presence?channel=thread:1",
        "stream?channel=thread:1",
        "poll?channel=thread:1"
      })
  void a_token_that_is_no_good_is_a_401_everywhere_and_does_not_say_why(String path) {
    List<String> bad =
        List.of(
            MINT.user("7", -1, RIGHTS),
            MINT.user("7", 100_000_000, RIGHTS),
            Mint.ofSecret("another secret, as long as a secret".getBytes(StandardCharsets.UTF_8))
                .user("7", RIGHTS),
            Mint.rsa("a").user("7", RIGHTS),
            "7:Ada");
    String body =
        switch (path) {
          case "poll" -> "{\"channels\":[\"thread:1\"]}";
          case "events" -> "{\"channel\":\"thread:1\",\"data\":{}}";
          case "send" -> "{\"type\":\"ping\"}";
          default -> null;
        };
    String first = null;
    for (String token : bad) {
      Http.Reply reply = client.send(body == null ? "GET" : "POST", path, body, bearer(token));
      assertThat(reply.status()).as(path).isEqualTo(401);
      assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer");
      first = first == null ? reply.body() : first;
      assertThat(reply.body()).isEqualTo(first).doesNotContain(token);
    }
  }

  @Test
  void a_token_is_taken_from_the_body_and_never_from_the_url() {
    String poll = "{\"channels\":[\"thread:1\"],\"token\":\"" + ada + "\"}";
    assertThat(client.poll(poll).status()).isEqualTo(200);
    assertThat(client.get("poll?channel=thread:1&token=" + ada).status()).isEqualTo(403);
    assertThat(client.get("poll?channel=thread:1&access_token=" + ada).status()).isEqualTo(403);
    assertThat(client.poll(poll, bearer("bad")).status()).as("the header counts").isEqualTo(401);
  }

  @Test
  void a_parked_poll_ends_with_its_token_and_goes_on_with_the_next_one() throws Exception {
    String short_ = MINT.user("7", 2, RIGHTS);
    String cursor = Client.cursorOf(client.poll("{\"channels\":[\"thread:1\"]}", bearer(short_)));
    long begun = System.nanoTime();
    CompletableFuture<Http.Reply> parked =
        client.pollLater(Client.after(cursor, 50, "thread:1"), bearer(short_));
    Http.Reply ended = parked.get(10, TimeUnit.SECONDS);
    assertThat(ended.status()).isEqualTo(401);
    assertThat(ended.code()).isEqualTo("unauthorized");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    Http.Reply published =
        client.publish("{\"channel\":\"thread:1\",\"data\":{\"type\":\"late\"}}", bearer(backend));
    String id = published.json().at("/ids/0").asText();
    Http.Reply next = client.poll(Client.after(cursor, 5, "thread:1"), bearer(ada));
    assertThat(Client.ids(next)).contains(id);
  }

  @Test
  void a_stream_ends_with_its_token_and_says_so() throws Exception {
    try (StreamClient stream =
        new StreamClient(
            node.uri(), "stream?channel=thread:1", bearer(MINT.user("7", 2, RIGHTS)))) {
      await().atMost(Duration.ofSeconds(10)).until(stream::hasEnded);
      StreamClient.Frame last = stream.all().get(stream.all().size() - 1);
      assertThat(last.fields()).containsEntry("event", "problem");
      assertThat(last.json().get("status").asInt()).isEqualTo(401);
    }
  }

  private static Http.Reply send(String message, String token) {
    return client.send("POST", "send", message, bearer(token));
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }
}
