package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /poll.js}, over a real connection. */
class JsonpHttpTest {

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start("jsonp", "true");
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void it_is_not_there_unless_it_is_switched_on() throws IOException {
    try (TestNode usual = TestNode.start();
        Client asking = new Client(usual.uri())) {
      Http.Reply reply = asking.get("poll.js?callback=f&channel=thread:1");
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.code()).isEqualTo("not_found");
    }
  }

  @Test
  void an_answer_is_a_call_of_the_pages_function() throws IOException {
    Http.Reply reply = client.get("poll.js?callback=got_1&channel=thread:1");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).startsWith("/**/got_1({\"linger\":1,").endsWith("});");
    assertThat(argument(reply).get("cursor").asText()).isNotEmpty();
    assertThat(reply.headers())
        .containsEntry("content-type", "application/javascript;charset=utf-8")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("content-disposition", "attachment; filename=\"poll.js\"")
        .containsEntry("cache-control", "no-store, no-transform");
  }

  @Test
  void it_parks_as_any_poll() throws Exception {
    String cursor = client.cursor("thread:2");
    String query = "poll.js?callback=f&channel=thread:2&hold=30&cursor=" + cursor;
    CompletableFuture<Http.Reply> later = CompletableFuture.supplyAsync(() -> client.get(query));
    await().until(() -> node.parked() == 1);
    String id = client.published("thread:2", "{}");

    assertThat(argument(later.get()).at("/events/0/id").asText()).isEqualTo(id);
  }

  @Test
  void line_separators_are_escaped_because_old_scripts_end_a_line_there() throws IOException {
    String cursor = client.cursor("thread:3");
    client.published("thread:3", "{\"text\":\"a\u2028b\u2029c</script>\"}");
    Http.Reply reply = client.get("poll.js?callback=f&channel=thread:3&cursor=" + cursor);

    assertThat(reply.body()).doesNotContain("\u2028", "\u2029").contains("a\\u2028b\\u2029c");
    assertThat(argument(reply).at("/events/0/data/text").asText())
        .isEqualTo("a\u2028b\u2029c</script>");
  }

  @Test
  void what_is_wrong_is_told_the_function_because_a_script_sees_no_status() throws IOException {
    Http.Reply reply = client.get("poll.js?callback=f");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(argument(reply).at("/linger").asInt()).isEqualTo(1);
    assertThat(argument(reply).at("/problem/code").asText()).isEqualTo("no_channels");
    assertThat(argument(reply).at("/problem/status").asInt()).isEqualTo(400);
  }

  @Test
  void nobody_is_recognised() throws IOException {
    Http.Reply reply =
        client.get("poll.js?callback=f&channel=user:me", "Authorization", "Bearer 7");
    assertThat(argument(reply).at("/problem/code").asText()).isEqualTo("unauthorized");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.b",
        "a[0]",
        "alert(1)//",
        "f;g",
        "1f",
        "f g",
        "f\n",
        "<script>",
        "f\u2028",
        "ｆ",
        "__proto__.x",
        "CWSMIKI0hCD0Up0IZUnnnnnnnn-UUnUUU",
        "a2345678901234567890123456789012345678901234567890123456789012345"
      })
  void a_callback_that_is_no_plain_name_is_not_repeated(String callback) {
    Http.Reply reply =
        client.get(
            "poll.js?channel=thread:1&callback="
                + URLEncoder.encode(callback, StandardCharsets.UTF_8));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("invalid_callback");
    assertThat(reply.headers()).containsEntry("content-type", "application/problem+json");
    if (!callback.isEmpty()) {
      assertThat(reply.body()).doesNotContain(callback);
    }
  }

  private static JsonNode argument(Http.Reply reply) throws IOException {
    String script = reply.body();
    return new ObjectMapper()
        .readTree(script.substring(script.indexOf('(') + 1, script.lastIndexOf(')')));
  }
}
