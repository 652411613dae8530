package dev.linger.http;

import static dev.linger.support.Client.after;
import static dev.linger.support.Client.cursorOf;
import static dev.linger.support.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What publishers send, and what pollers get of it. */
class PublishHttpTest {

  @AutoClose private static final TestNode node = TestNode.start();
  @AutoClose private static final Client client = new Client(node.uri());

  @Test
  void one_event_is_answered_with_its_id() {
    String cursor = client.cursor("one:1");

    Http.Reply reply = client.publish("{\"channel\":\"one:1\",\"data\":{\"a\":1}}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().get("linger").asInt()).isEqualTo(1);
    assertThat(published(reply)).hasSize(1);
    assertThat(ids(client.poll(after(cursor, 0, "one:1")))).isEqualTo(published(reply));
  }

  @Test
  void an_array_is_answered_with_as_many_ids_in_its_order() {
    String cursor = client.cursor("many:1", "many:2");

    Http.Reply reply =
        client.publish(
            """
            [{"channel":"many:1","data":{"i":0}},
             {"channel":"many:2","data":{"i":1}},
             {"channel":"many:1","data":{"i":2}}]""");

    assertThat(reply.status()).isEqualTo(201);
    Http.Reply read = client.poll(after(cursor, 0, "many:1", "many:2"));
    assertThat(ids(read)).hasSize(3).isEqualTo(published(reply));
    assertThat(read.json().at("/events/1/data/i").asInt()).isEqualTo(1);
  }

  @Test
  void an_array_with_one_bad_event_stores_none() {
    String cursor = client.cursor("none:1");

    Http.Reply reply =
        client.publish("[{\"channel\":\"none:1\",\"data\":{}},{\"channel\":\"none:1\"}]");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("invalid_data");
    assertThat(ids(client.poll(after(cursor, 0, "none:1")))).isEmpty();
  }

  @Test
  void publishing_twice_with_one_idempotency_key_stores_one_event() {
    String cursor = client.cursor("once:1");
    String event = "{\"channel\":\"once:1\",\"data\":{\"n\":%d}}";

    Http.Reply first = client.publish(event.formatted(1), "Idempotency-Key", "post-1");
    Http.Reply second = client.publish(event.formatted(2), "Idempotency-Key", "post-1");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    Http.Reply read = client.poll(after(cursor, 0, "once:1"));
    assertThat(ids(read)).isEqualTo(published(first));
    assertThat(read.json().at("/events/0/data/n").asInt()).isEqualTo(1);
  }

  @Test
  void the_id_field_is_an_idempotency_key_of_one_event() {
    String event = "{\"channel\":\"once:2\",\"id\":\"post-2\",\"data\":{}}";

    Http.Reply first = client.publish(event);

    assertThat(client.publish("[" + event + "]").body()).isEqualTo(first.body());
    assertThat(client.publish(event, "Idempotency-Key", "another").body()).isEqualTo(first.body());
  }

  @Test
  void the_events_of_an_array_share_an_idempotency_key_by_their_place() {
    String cursor = client.cursor("once:3");
    String batch =
        "[{\"channel\":\"once:3\",\"data\":{\"i\":0}},{\"channel\":\"once:3\",\"data\":{\"i\":1}}]";

    Http.Reply first = client.publish(batch, "Idempotency-Key", "batch-1");

    assertThat(client.publish(batch, "Idempotency-Key", "batch-1").body()).isEqualTo(first.body());
    assertThat(ids(client.poll(after(cursor, 0, "once:3")))).isEqualTo(published(first));
  }

  @Test
  void of_events_with_a_key_only_the_newest_is_told_in_one_answer() {
    String cursor = client.cursor("likes:1");
    client.publish("{\"channel\":\"likes:1\",\"key\":\"post:9\",\"data\":{\"likes\":1}}");
    client.publish("{\"channel\":\"likes:1\",\"key\":\"post:8\",\"data\":{\"likes\":5}}");
    client.publish("{\"channel\":\"likes:1\",\"key\":\"post:9\",\"data\":{\"likes\":2}}");

    JsonNode events = client.poll(after(cursor, 0, "likes:1")).json().get("events");

    assertThat(events).hasSize(2);
    assertThat(events.at("/0/data/likes").asInt()).isEqualTo(5);
    assertThat(events.at("/1/data/likes").asInt()).isEqualTo(2);
  }

  @Test
  void an_event_with_a_ttl_is_told_while_it_lasts_and_is_not_among_the_latest() {
    String cursor = client.cursor("typing:1");
    client.publish("{\"channel\":\"typing:1\",\"ttl\":0.5,\"data\":{\"who\":\"7\"}}");

    assertThat(ids(client.poll(after(cursor, 0, "typing:1")))).hasSize(1);
    assertThat(ids(client.poll("{\"channels\":[\"typing:1\"],\"last\":5}"))).isEmpty();
    await().until(() -> ids(client.poll(after(cursor, 0, "typing:1"))).isEmpty());
  }

  @Test
  void user_me_is_the_publishers_own_channel() {
    String cursor = client.cursor("user:70");
    String event = "{\"channel\":\"user:me\",\"data\":{},\"token\":\"70\"}";

    assertThat(client.publish(event).status()).isEqualTo(201);

    assertThat(ids(client.poll(after(cursor, 0, "user:70")))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"big\":123456789012345678901234567890123456789012345678901234567890}",
        "{\"number\":0.1000000000000000055511151231257827021181583404541015625}",
        "{\"digits\":[1.0,1.00,0.0,-1,9007199254740993,-9223372036854775809]}",
        "{\"text\":\"Ünïcödé Ελληνικά русский 日本語 🙂 👩‍👩‍👧\"}",
        "{\"escapes\":\"\\\"\\\\\\b\\f\\n\\r\\t\"}",
        "{\"lines\":\"\u2028 \u2029 \u00a0 \ufeff \u007f <script> & '\"}",
        "{\"control\":\"\\u0000\\u0001\\u001F\"}",
        "{\"nested\":[[],{},[{\"a\":[null,true,false,\"\",{\"b\":{\"\":0}}]}]]}",
        "{\"__proto__\":{\"x\":1},\"constructor\":\"y\",\"linger\":2,\"events\":[]}",
        "{\"html\":\"</script><!--\",\"path\":\"a\\\\b/c\"}"
      })
  void data_comes_through_unchanged(String data) {
    String cursor = client.cursor("data:1");

    client.published("data:1", data);

    assertThat(client.poll(after(cursor, 0, "data:1")).body()).contains("\"data\":" + data + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1E-400", "1e1000000000", "12.50e3"})
  void numbers_keep_their_value_however_large(String number) {
    String cursor = client.cursor("number:1");

    client.published("number:1", "{\"n\":" + number + "}");

    String body = client.poll(after(cursor, 0, "number:1")).body();
    String told = body.replaceAll(".*\"n\":([^}]*)}.*", "$1");
    assertThat(new BigDecimal(told)).isEqualByComparingTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud83d",
        "cut \\ud83d here, Ünïcödé",
        "\\ude42\\ud83d",
        "{\\ud800\\ud83d\\ude42"
      })
  void half_a_surrogate_pair_comes_through_and_ends_nobody_elses_poll(String text)
      throws Exception {
    String cursor = client.cursor("half:1", "half:2");
    var parked = new ArrayList<CompletableFuture<Http.Reply>>();
    for (int i = 0; i < 5; i++) {
      parked.add(client.pollLater(after(cursor, 10, "half:1", "half:" + (3 + i))));
    }
    await().until(() -> node.parked() == 5);

    client.published("half:1", "{\"text\":\"" + text + "\"}");

    String expected = new ObjectMapper().readTree("\"" + text + "\"").textValue();
    for (var poll : parked) {
      Http.Reply reply = poll.get();
      assertThat(reply.json().at("/events/0/data/text").textValue()).isEqualTo(expected);
    }
  }

  @Test
  void whitespace_between_tokens_is_not_a_part_of_the_data() {
    String cursor = client.cursor("white:1");

    client.published("white:1", "{ \"a\" :\n [ 1 , 2 ]\t}");

    Http.Reply read = client.poll(after(cursor, 0, "white:1"));
    assertThat(read.body()).contains("\"data\":{\"a\":[1,2]}");
    assertThat(cursorOf(read)).isNotEqualTo(cursor);
  }

  private static List<String> published(Http.Reply reply) {
    List<String> ids = new ArrayList<>();
    reply.json().get("ids").forEach(id -> ids.add(id.asText()));
    return ids;
  }
}
