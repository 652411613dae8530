package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Follower;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that vanish in every phase of a poll, over HTTP/1.1. After each, nothing is left of them,
 * and nobody else has missed anything.
 */
class VanishingClientsTest {

  /** More than all the buffers between two sockets of one machine hold. */
  private static final int ANSWER_BYTES = 12 << 20;

  private static final int CLIENTS = 10;

  /** How a client goes. */
  enum Way {
    FIN,
    RST;

    void go(RawHttp client) throws IOException {
      if (this == FIN) {
        client.close();
      } else {
        client.vanish();
      }
    }
  }

  private final List<String> published = new ArrayList<>();
  private TestNode node;
  private Client client;
  private Follower other;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            "client.body-timeout",
            "3s",
            "client.read-timeout",
            "1s",
            "publish.event-length",
            "1048576",
            "publish.body-bytes",
            "2000000",
            "poll.answer-bytes",
            "16777216");
    client = new Client(node.uri());
    other = new Follower(node.uri(), "other");
  }

  @AfterEach
  void nothing_is_left_of_them_and_nobody_else_has_missed_anything() throws Exception {
    for (int i = 0; i < 5; i++) {
      published.add(client.published("other", "{}"));
    }
    await().until(() -> other.ids().size() >= published.size());
    assertThat(other.ids()).isEqualTo(published);
    other.close();
    await().atMost(Duration.ofSeconds(8)).until(() -> node.parked() == 0 && node.served() == 0);
    await().until(() -> TestNode.busyThreads().isEmpty());
    client.close();
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void before_they_have_asked(Way way) throws IOException {
    for (RawHttp each : clients("")) {
      way.go(each);
    }
    for (RawHttp each : clients("POST /po")) {
      way.go(each);
    }
    for (RawHttp each : clients("POST /poll HTTP/1.1\r\nHost: a\r\nContent-Len")) {
      way.go(each);
    }
  }

  @ParameterizedTest
  @EnumSource
  void before_and_within_their_body(Way way) throws IOException {
    String head = RawHttp.post("/poll", 100);
    List<RawHttp> gone = clients(head);
    gone.addAll(clients(head + "{\"channels\":["));
    await().until(() -> node.served() >= 2 * CLIENTS);
    for (RawHttp each : gone) {
      way.go(each);
    }
  }

  @ParameterizedTest
  @EnumSource
  void while_they_are_parked_and_nothing_happens(Way way) throws IOException {
    for (RawHttp each : parked("quiet", 1)) {
      way.go(each);
    }
  }

  @ParameterizedTest
  @EnumSource
  void while_they_are_parked_just_before_something_happens(Way way) throws Exception {
    try (Follower beside = new Follower(node.uri(), "busy")) {
      List<RawHttp> gone = parked("busy", 20);
      for (RawHttp each : gone) {
        way.go(each);
      }
      String id = client.published("busy", "{}");
      await().until(() -> beside.ids().equals(List.of(id)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void while_they_are_parked_with_a_large_answer_to_come(Way way) throws Exception {
    List<RawHttp> gone = parked("large", 20);
    for (RawHttp each : gone) {
      way.go(each);
    }
    client.published("large", "{\"text\":\"" + "x".repeat(1_000_000) + "\"}");
  }

  @ParameterizedTest
  @EnumSource
  void while_their_answer_is_being_written(Way way) throws IOException {
    List<RawHttp> gone = clients(RawHttp.post("/poll", after(largeAnswer(), 0, "large")));
    for (RawHttp each : gone) {
      assertThat(each.read()).isEqualTo('H');
    }
    await().until(() -> node.served() >= CLIENTS);
    for (RawHttp each : gone) {
      way.go(each);
    }
  }

  @ParameterizedTest
  @EnumSource
  void with_more_requests_behind_the_parked_one(Way way) throws IOException {
    String cursor = client.cursor("quiet");
    String poll = RawHttp.post("/poll", after(cursor, 1, "quiet"));
    List<RawHttp> gone = clients(poll.repeat(2));
    await().until(() -> node.parked() >= CLIENTS);
    for (RawHttp each : gone) {
      way.go(each);
    }
    await().atMost(Duration.ofSeconds(15)).until(() -> node.parked() <= 1 && node.served() <= 1);
  }

  private List<RawHttp> clients(String sent) throws IOException {
    List<RawHttp> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new RawHttp(node.uri(), 4_096).send(sent));
    }
    published.add(client.published("other", "{}"));
    return clients;
  }

  private List<RawHttp> parked(String channel, int hold) throws IOException {
    List<RawHttp> clients =
        clients(RawHttp.post("/poll", after(client.cursor(channel), hold, channel)));
    await().until(() -> node.parked() >= CLIENTS);
    return clients;
  }

  /** A cursor with so much behind it that no buffer holds the answer. */
  private String largeAnswer() {
    String cursor = client.cursor("large");
    for (int i = 0; i < ANSWER_BYTES >> 20; i++) {
      client.published("large", "{\"text\":\"" + "x".repeat((1 << 20) - 20) + "\"}");
    }
    return cursor;
  }
}
