package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and scripts can't send a header: their URL carries a ticket, once. */
class TicketHttpTest {

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
  void a_ticket_opens_its_owners_stream_once() throws IOException {
    client.published("user:7", "{\"n\":1}");
    String url = "stream?channel=user:me&last=1&ticket=" + ticket("7");
    try (StreamClient stream = new StreamClient(node.uri(), url)) {
      assertThat(stream.frames(1).get(0).json().at("/events/0/channel").asText())
          .isEqualTo("user:7");
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new StreamClient(node.uri(), url))
        .withMessageContaining("401");
  }

  @Test
  void nobody_gets_tickets_by_the_thousand() {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      statuses.add(client.send("POST", "ticket", "{}", "Authorization", "Bearer greedy").status());
    }
    assertThat(statuses).startsWith(200, 200).contains(429);
    assertThat(client.send("POST", "ticket", "{}", "Authorization", "Bearer 9").status())
        .isEqualTo(200);
  }

  @Test
  void a_ticket_lets_a_script_poll_as_its_owner_once() {
    client.published("user:8", "{\"n\":1}");
    String url = "poll.js?callback=cb&channel=user:me&last=1&ticket=" + ticket("8");
    assertThat(client.get(url).body()).startsWith("/**/cb(").contains("\"channel\":\"user:8\"");
    assertThat(client.get(url).body()).contains("\"unauthorized\"").doesNotContain("user:8");
  }

  @Test
  void a_script_without_a_ticket_is_nobody_whatever_else_it_brings() {
    String url = "poll.js?callback=cb&channel=user:me";
    assertThat(client.get(url, "Authorization", "Bearer 7").body()).contains("\"unauthorized\"");
    assertThat(client.get(url + "&token=7").body()).contains("\"unauthorized\"");
  }

  @Test
  void the_answer_says_how_long_it_waits_and_is_not_to_be_stored() {
    Http.Reply reply = client.send("POST", "ticket", "{\"token\":\"7\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("linger").asInt()).isEqualTo(1);
    assertThat(reply.json().get("expires").asInt()).isEqualTo(60);
    assertThat(reply.headers().get("cache-control")).contains("no-store");
  }

  @Test
  void who_did_not_say_who_they_are_gets_none() {
    assertThat(client.send("POST", "ticket", "{}").status()).isEqualTo(401);
    assertThat(client.send("POST", "ticket", "").status()).isEqualTo(401);
  }

  @Test
  void a_ticket_can_only_be_asked_for_in_a_way_that_no_link_can() {
    assertThat(client.get("ticket", "Authorization", "Bearer 7").status()).isEqualTo(405);
    assertThat(client.send("POST", "ticket?token=7", "{}").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%00", "..%2f", "7", "7:Ada", "%F0%9F%98%80"})
  void a_ticket_that_was_made_up_is_refused(String ticket) {
    Http.Reply reply = client.get("stream?channel=thread:42&ticket=" + ticket);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("unauthorized");
  }

  @Test
  void other_ways_of_asking_take_no_ticket() {
    String ticket = ticket("7");
    assertThat(client.get("poll?channel=user:me&ticket=" + ticket).status()).isEqualTo(401);
    assertThat(client.get("notifications?ticket=" + ticket).status()).isEqualTo(401);
    assertThat(client.poll("{\"channels\":[\"user:me\"],\"ticket\":\"" + ticket + "\"}").status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "{\"token\":7}", "{\"user\":\"8\"}", "{", "\"7\""})
  void a_question_that_is_none_is_refused(String body) {
    Http.Reply reply = client.send("POST", "ticket", body, "Authorization", "Bearer 7");
    assertThat(reply.status()).isEqualTo(400);
  }

  private static String ticket(String token) {
    Http.Reply reply = client.send("POST", "ticket", "", "Authorization", "Bearer " + token);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().get("ticket").asText();
  }
}
