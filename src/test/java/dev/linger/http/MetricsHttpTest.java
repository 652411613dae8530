package dev.linger.http;

import static dev.linger.support.PrometheusText.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.Mint;
import dev.linger.support.PrometheusText;
import dev.linger.support.PrometheusText.Family;
import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsHttpTest {

  @Test
  void a_scraper_is_told_in_the_text_format_and_in_openmetrics_if_it_asks_for_that()
      throws IOException {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      Http.Reply plain = client.get("metrics");
      Http.Reply open =
          client.get(
              "metrics",
              "Accept",
              "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");

      assertThat(plain.headers().get("content-type"))
          .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
      assertThat(plain.headers()).containsEntry("cache-control", "no-store, no-transform");
      assertThat(open.headers().get("content-type"))
          .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
      assertThat(PrometheusText.parse(plain.body()).keySet())
          .contains("linger_polls_parked")
          .isEqualTo(PrometheusText.parseOpen(open.body()).keySet());
      assertThat(PrometheusText.parseOpen(open.body()))
          .hasEntrySatisfying(
              "linger_log_recent_bytes", family -> assertThat(family.unit()).isEqualTo("bytes"));
      assertThat(client.send("HEAD", "metrics", null).status()).isEqualTo(200);
    }
  }

  @Test
  void a_poll_is_seen_while_it_is_parked_and_when_it_is_answered() throws Exception {
    try (TestNode node = TestNode.start("poll.parked", "7");
        Client client = new Client(node.uri())) {
      String cursor = client.cursor("thread:1");
      var reply = client.pollLater(Client.after(cursor, 20, "thread:1"));
      await().until(() -> node.parked() == 1);
      Map<String, Family> parked = read(client);

      client.published("thread:1", "{}");
      reply.get(10, TimeUnit.SECONDS);
      Map<String, Family> answered = read(client);

      assertThat(value(parked, "linger_polls_parked")).isEqualTo(1);
      assertThat(value(parked, "linger_polls_capacity")).isEqualTo(7);
      assertThat(value(parked, "linger_requests_open", "endpoint", "/poll")).isEqualTo(1);
      assertThat(value(answered, "linger_polls_parked")).isZero();
      assertThat(grown(parked, answered, "linger_polls_answered_total", "outcome", "events"))
          .isEqualTo(1);
      assertThat(grown(parked, answered, "linger_wakeups_total")).isEqualTo(1);
      assertThat(grown(parked, answered, "linger_waits_ended_total", "outcome", "advanced"))
          .isEqualTo(1);
      assertThat(
              grown(
                  parked, answered, "linger_requests_total", "endpoint", "/poll", "status", "2xx"))
          .isEqualTo(1);
      assertThat(grown(parked, answered, "linger_log_events_total")).isEqualTo(1);
      assertThat(value(answered, "linger_log_recent_bytes")).isPositive();
    }
  }

  @Test
  void each_way_to_answer_a_poll_has_a_count_of_its_own() throws Exception {
    try (TestNode node = TestNode.start("poll.parked", "1");
        Client client = new Client(node.uri())) {
      String cursor = client.cursor("thread:1");
      client.poll(Client.after(cursor, 0, "thread:1"));
      client.poll(Client.after(cursor.replaceFirst("^[^.]+", "anotherlife"), 0, "thread:1"));
      String named = ",\"client\":\"c\"}";
      String poll = Client.after(cursor, 20, "thread:1").replaceFirst("}$", named);
      var first = client.pollLater(poll);
      await().until(() -> node.parked() == 1);
      client.poll(Client.after(cursor, 20, "thread:2"));
      client.send("POST", "send", "{\"type\":\"leave\",\"client\":\"c\"}");
      first.get(10, TimeUnit.SECONDS);

      Map<String, Family> now = read(client);

      for (String outcome : new String[] {"nothing", "full", "left"}) {
        assertThat(value(now, "linger_polls_answered_total", "outcome", outcome))
            .as(outcome)
            .isEqualTo(1);
      }
    }
  }

  @Test
  void a_token_that_is_no_good_is_counted_by_its_reason() throws IOException {
    try (TestNode node = TestNode.production();
        Client client = new Client(node.uri())) {
      String good = Mint.ofSecret().user("7", "");
      for (String token : List.of(good, "nonsense", good + "x", good)) {
        client.poll("{\"channels\":[\"forum\"]}", "Authorization", "Bearer " + token);
      }

      Map<String, Family> now = read(client);

      assertThat(value(now, "linger_tokens_refused_total", "reason", "malformed")).isPositive();
      assertThat(value(now, "linger_tokens_refused_total", "reason", "expired")).isZero();
      assertThat(value(now, "linger_problems_total", "code", "unauthorized")).isEqualTo(2);
    }
  }

  @Test
  void a_reset_is_counted_by_its_reason() throws Exception {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      String foreign;
      try (TestNode other = TestNode.start();
          Client there = new Client(other.uri())) {
        foreign = there.cursor("thread:1");
      }

      client.poll(Client.after(foreign, 0, "thread:1", "thread:2"));

      Map<String, Family> now = read(client);
      assertThat(value(now, "linger_polls_answered_total", "outcome", "reset")).isEqualTo(1);
      assertThat(value(now, "linger_resets_total", "reason", "epoch")).isEqualTo(2);
      assertThat(value(now, "linger_resets_total", "reason", "trimmed")).isZero();
    }
  }

  @Test
  void a_newer_poll_of_the_same_client_is_seen_to_supersede_the_older() throws Exception {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      String poll =
          Client.after(client.cursor("thread:1"), 20, "thread:1")
              .replaceFirst("}$", ",\"client\":\"c\"}");
      var first = client.pollLater(poll);
      await().until(() -> node.parked() == 1);
      var second = client.pollLater(poll);
      first.get(10, TimeUnit.SECONDS);

      assertThat(value(read(client), "linger_polls_answered_total", "outcome", "superseded"))
          .isEqualTo(1);
      client.published("thread:1", "{}");
      second.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void what_becomes_of_published_events_is_counted_and_so_are_problems() throws IOException {
    try (TestNode node = TestNode.start("publish.event-length", "100");
        Client client = new Client(node.uri())) {
      client.publish("{\"channel\":\"a\",\"data\":{}}", "Idempotency-Key", "k");
      client.publish("{\"channel\":\"a\",\"data\":{}}", "Idempotency-Key", "k");
      client.publish("{\"channel\":\"a\",\"data\":{\"x\":\"" + "y".repeat(100) + "\"}}");
      client.publish("{");
      client.get("events");

      Map<String, Family> now = read(client);

      assertThat(value(now, "linger_publish_events_total", "outcome", "stored")).isEqualTo(1);
      assertThat(value(now, "linger_publish_events_total", "outcome", "repeated")).isEqualTo(1);
      assertThat(value(now, "linger_publish_events_total", "outcome", "refused")).isEqualTo(1);
      assertThat(value(now, "linger_problems_total", "code", "event_too_large")).isEqualTo(1);
      assertThat(value(now, "linger_problems_total", "code", "method_not_allowed")).isEqualTo(1);
      assertThat(value(now, "linger_requests_total", "endpoint", "/events", "status", "4xx"))
          .isEqualTo(3);
    }
  }

  @Test
  void an_outage_of_the_log_is_seen_while_it_lasts_and_afterwards() throws IOException {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode node = TestNode.start("redis.url", redis.url(), "redis.timeout", "200ms");
        Client client = new Client(node.uri())) {
      await().until(() -> value(read(client), "linger_log_up") == 1);
      assertThat(value(read(client), "linger_log_read_age_seconds")).isLessThan(5);
      redis.kill();
      await().until(() -> value(read(client), "linger_log_up") == 0);
      await().until(() -> value(read(client), "linger_log_read_age_seconds") > 1);
      client.publish("{\"channel\":\"a\",\"data\":{}}");

      redis.start();

      await().until(() -> value(read(client), "linger_log_up") == 1);
      Map<String, Family> now = read(client);
      assertThat(value(now, "linger_log_outages_total")).isEqualTo(1);
      assertThat(value(now, "linger_publish_events_total", "outcome", "unconfirmed")).isEqualTo(1);
      // It came back without its events, which is a new life.
      await().until(() -> value(read(client), "linger_log_epochs_total") == 1);
    }
  }

  @Test
  void no_user_channel_or_address_becomes_a_label_however_many_there_are() throws IOException {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      client.publish("{");
      Set<String> before = series(read(client));
      for (int i = 0; i < 50; i++) {
        client.published("thread:" + i, "{}");
        client.poll(
            "{\"channels\":[\"thread:"
                + i
                + "\",\"user:me\"],\"token\":\"u"
                + i
                + ":Name"
                + i
                + "\"}");
        client.get("threads/t" + i + ".html");
        client.get("nothing/" + i);
        client.publish("{");
      }

      assertThat(series(read(client))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/8", "::2", "128.0.0.0/1"})
  void who_is_not_named_finds_nothing_there(String readers) throws IOException {
    try (TestNode node = TestNode.start("metrics.from", readers);
        Client client = new Client(node.uri())) {
      Http.Reply reply = client.get("metrics");

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body()).isEqualTo(client.get("health/nothing").body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Forwarded, for=127.0.0.1",
    "X-Forwarded-For, 127.0.0.1",
    "X-Forwarded-For, ''",
    "X-Real-IP, ::1",
    "Via, 1.1 proxy"
  })
  void who_comes_through_a_proxy_on_this_machine_is_not_this_machine(String name, String value)
      throws IOException {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      assertThat(client.get("metrics", name, value).status()).isEqualTo(404);
      assertThat(client.get("metrics").status()).isEqualTo(200);
    }
  }

  private static Map<String, Family> read(Client client) {
    return PrometheusText.parse(client.get("metrics").body());
  }

  private static double grown(
      Map<String, Family> before, Map<String, Family> after, String name, String... labels) {
    return value(after, name, labels) - value(before, name, labels);
  }

  private static Set<String> series(Map<String, Family> families) {
    Set<String> series = new TreeSet<>();
    families.forEach(
        (name, family) -> family.samples().keySet().forEach(labels -> series.add(name + labels)));
    return series;
  }
}
