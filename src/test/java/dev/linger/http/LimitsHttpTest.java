package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.ParkedPolls;
import dev.linger.support.RawHttp;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How much one user, one address and one publisher may have of a node. */
class LimitsHttpTest {

  @Test
  void a_user_has_so_many_polls_waiting_and_a_newer_one_of_a_client_ends_its_older_one()
      throws Exception {
    try (TestNode node = TestNode.start("poll.parked-per-user", "2", "drain.time", "0s");
        Client client = new Client(node.uri())) {
      String cursor = client.cursor("q:1");
      CompletableFuture<Http.Reply> phone =
          client.pollLater(named(cursor, "phone"), "Authorization", "Bearer 7");
      await().until(() -> node.parked() == 1);
      try (StreamClient stream =
          new StreamClient(
              node.uri(), "stream?channel=q:1&client=laptop", "Authorization", "Bearer 7")) {
        await().until(() -> node.parked() == 2);
        Http.Reply third = client.poll(named(cursor, "tablet"), "Authorization", "Bearer 7");
        assertTooMany(third, "too_many_polls");
        // A stream has begun by then, and is told in its own way.
        assertThat(
                client
                    .get("stream?channel=q:1&cursor=" + cursor, "Authorization", "Bearer 7")
                    .body())
            .contains("event: problem", "too_many_polls");
        // Another user is not concerned; nor is what need not wait.
        assertThat(client.poll(after(cursor, 0.1, "q:1"), "Authorization", "Bearer 8").status())
            .isEqualTo(200);
        assertThat(client.poll(after(cursor, 0, "q:1"), "Authorization", "Bearer 7").status())
            .isEqualTo(200);
        CompletableFuture<Http.Reply> again =
            client.pollLater(named(cursor, "phone"), "Authorization", "Bearer 7");
        assertThat(phone.get().json().at("/advice/pause").asInt()).isPositive();
        assertThat(again.isDone()).isFalse();
        await().until(() -> node.parked() == 2);
        client.published("q:1", "{}");
        assertThat(again.get().json().get("events")).hasSize(1);
        assertThat(stream.frames(2)).isNotEmpty();
      }
    }
  }

  @Test
  void places_of_clients_that_vanish_are_free_again_every_time() throws Exception {
    int places = 10;
    try (TestNode node = TestNode.start("poll.parked-per-address", "" + places);
        Client client = new Client(node.uri())) {
      String poll = RawHttp.post("/poll", after(client.cursor("q:2"), 0.5, "q:2"));
      for (int round = 0; round < 5; round++) {
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < places; i++) {
          clients.add(new RawHttp(node.uri()).send(poll));
        }
        await().until(() -> node.parked() == places);
        try (RawHttp one = new RawHttp(node.uri())) {
          assertTooMany(one.send(poll).reply(), "too_many_polls");
        }
        for (RawHttp each : clients) {
          each.vanish();
        }
        await().until(() -> node.parked() == 0 && node.served() == 0);
      }
    }
  }

  @Test
  void an_address_asks_so_often_and_not_more_and_the_page_may_read_when_to_come_back()
      throws Exception {
    try (TestNode node =
            TestNode.start("limit.requests", "1/20", "origins", "https://forum.example");
        Client client = new Client(node.uri())) {
      List<Http.Reply> refused = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Http.Reply reply = client.get("cursor", "Origin", "https://forum.example");
        if (reply.status() != 200) {
          refused.add(reply);
        }
      }
      assertThat(refused).hasSizeBetween(10, 20);
      Http.Reply last = refused.get(refused.size() - 1);
      assertTooMany(last, "too_many_requests");
      assertThat(last.headers())
          .containsEntry("access-control-allow-origin", "https://forum.example")
          .containsEntry("vary", "Origin");
      assertThat(client.get("health/live").status()).as("the house may ask").isEqualTo(200);
      assertThat(client.get("metrics").body())
          .contains("linger_limit_requests_refused_total " + (double) refused.size());
    }
  }

  @Test
  void what_a_client_makes_up_about_its_address_does_not_help_it() throws Exception {
    try (TestNode node = TestNode.start("limit.requests", "1/5");
        Client client = new Client(node.uri())) {
      for (int i = 0; i < 5; i++) {
        client.get("cursor");
      }
      for (int i = 0; i < 10; i++) {
        Http.Reply reply =
            client.get(
                "cursor", "X-Forwarded-For", "192.0.2." + i, "Forwarded", "for=192.0.2." + i);
        if (i > 5) {
          assertTooMany(reply, "too_many_requests");
        }
      }
    }
    try (TestNode node = TestNode.start("limit.requests", "1/5", "trusted.proxies", "127.0.0.0/8");
        Client client = new Client(node.uri())) {
      for (int i = 0; i < 50; i++) {
        // What our proxy has added is at the right.
        String hops = "192.0.2.1, 198.51.100." + i;
        assertThat(client.get("cursor", "X-Forwarded-For", hops).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void a_publisher_publishes_so_many_events_and_not_more() throws Exception {
    try (TestNode node = TestNode.start("limit.events", "1/10");
        Client client = new Client(node.uri())) {
      String three =
          "["
              + "{\"channel\":\"q:3\",\"data\":{}},".repeat(2)
              + "{\"channel\":\"q:3\",\"data\":{}}]";
      for (int i = 0; i < 3; i++) {
        assertThat(client.publish(three, "Authorization", "Bearer 7").status()).isEqualTo(201);
      }
      assertTooMany(client.publish(three, "Authorization", "Bearer 7"), "too_many_requests");
      assertThat(client.publish(three, "Authorization", "Bearer 8").status()).isEqualTo(201);
      assertThat(client.publish(three).status()).as("nobody, at this address").isEqualTo(201);
    }
  }

  @Test
  void what_a_user_does_is_counted_by_its_kind() throws Exception {
    try (TestNode node = TestNode.start("limit.actions", "1/3");
        Client client = new Client(node.uri())) {
      String typing = "{\"type\":\"user_typing\",\"threadId\":\"1\"}";
      for (int i = 0; i < 3; i++) {
        assertThat(say(client, typing, "7").status()).isEqualTo(200);
      }
      assertTooMany(say(client, typing, "7"), "too_many_requests");
      assertThat(say(client, "{\"type\":\"ping\"}", "7").status()).isEqualTo(200);
      assertThat(say(client, typing, "8").status()).isEqualTo(200);
      // Types that nobody knows are one kind, not as many as can be made up.
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        statuses.add(say(client, "{\"type\":\"made-up-" + i + "\"}", "7").status());
      }
      assertThat(statuses).startsWith(200, 200, 200).contains(429);
    }
  }

  @Test
  void a_thousand_people_behind_one_address_are_woken_by_one_thread_and_all_come_back()
      throws Exception {
    int people = 1_000;
    try (TestNode node = TestNode.start("drain.time", "0s");
        Client client = new Client(node.uri());
        ParkedPolls polls = new ParkedPolls(node.uri(), "thread:hot", people)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> node.parked() == people);
      client.published("thread:hot", "{}");
      List<Http.Reply> replies = polls.replies(Duration.ofSeconds(30));
      assertThat(replies).allMatch(reply -> reply.status() == 200);
      for (Http.Reply reply : replies) {
        assertThat(client.poll(after(Client.cursorOf(reply), 0, "thread:hot")).status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void past_its_capacity_a_node_answers_at_once_and_asks_for_a_longer_pause() throws Exception {
    try (TestNode node =
            TestNode.start("poll.parked", "1", "poll.full-pause", "20s", "drain.time", "0s");
        Client client = new Client(node.uri())) {
      String cursor = client.cursor("q:4");
      CompletableFuture<Http.Reply> parked = client.pollLater(after(cursor, 20, "q:4"));
      await().until(() -> node.parked() == 1);
      Http.Reply full = client.poll(after(cursor, 20, "q:4"));
      assertThat(full.status()).isEqualTo(200);
      assertThat(Client.cursorOf(full)).isEqualTo(cursor);
      assertThat(full.json().at("/advice/pause").asInt()).isBetween(10_000, 20_000);
      client.published("q:4", "{}");
      assertThat(parked.get().json().get("events")).hasSize(1);
    }
  }

  private static Http.Reply say(Client client, String message, String user) throws IOException {
    return client.send("POST", "send", message, "Authorization", "Bearer " + user);
  }

  private static String named(String cursor, String name) {
    return "{\"channels\":[\"q:1\"],\"cursor\":\"%s\",\"hold\":20,\"client\":\"%s\"}"
        .formatted(cursor, name);
  }

  private static void assertTooMany(Http.Reply reply, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(429);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(Integer.parseInt(reply.headers().get("retry-after"))).isBetween(1, 5);
  }
}
