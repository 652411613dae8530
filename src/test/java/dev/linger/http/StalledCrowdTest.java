package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * More clients that ask and do not read than the node has threads. Patience is long here, so that
 * all of them are there at once, however slow the machine is.
 */
class StalledCrowdTest {

  private static final int THREADS = 20;
  private static final int CLIENTS = 2 * THREADS;

  /** Together more than all the buffers between two sockets of one machine hold. */
  private static final int EVENTS = 12;

  private static TestNode node;
  private static Client client;
  private static String cursor;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "threads",
            Integer.toString(THREADS),
            "client.read-timeout",
            "5m",
            "publish.event-length",
            "1048576",
            "publish.body-bytes",
            "2000000",
            "poll.answer-bytes",
            "16777216");
    client = new Client(node.uri());
    cursor = client.cursor("large");
    for (int i = 0; i < EVENTS; i++) {
      client.published("large", "{\"text\":\"" + "x".repeat((1 << 20) - 20) + "\"}");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void polls_whose_answers_nobody_reads_hold_no_thread_and_delay_nobody() throws IOException {
    assertDelaysNobody(RawHttp.post("/poll", after(cursor, 0, "large")));
  }

  @Test
  void streams_that_nobody_reads_hold_no_thread_and_delay_nobody() throws IOException {
    assertDelaysNobody(
        "GET /stream?channel=large&max=1&cursor=" + cursor + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private static void assertDelaysNobody(String request) throws IOException {
    List<RawHttp> stalled = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      stalled.add(new RawHttp(node.uri(), 4_096).send(request));
    }
    // Were a thread held by each, no more than there are threads would be served.
    await().atMost(Duration.ofSeconds(30)).until(() -> node.served() == CLIENTS);

    assertThat(client.get("health/ready").status()).isEqualTo(200);
    assertThat(client.poll(after(client.cursor("quiet"), 0, "quiet")).status()).isEqualTo(200);
    assertThat(node.parked()).as("asked for, though nobody reads").isZero();

    for (RawHttp each : stalled) {
      each.vanish();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> node.served() == 0);
    await().until(() -> TestNode.busyThreads().isEmpty());
  }
}
