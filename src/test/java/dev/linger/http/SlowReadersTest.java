package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that ask and do not read. Jetty's own time-out for silence is a minute, so what ends
 * sooner here was ended by ours.
 */
class SlowReadersTest {

  /** More than all the buffers between two sockets of one machine hold. */
  private static final int ANSWER_EVENTS = 12;

  private static final int ANSWER_BYTES = ANSWER_EVENTS << 20;
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

  private static TestNode node;
  private static Client client;
  private static String poll;
  private static String stream;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "client.read-timeout",
            READ_TIMEOUT.toSeconds() + "s",
            "publish.event-length",
            "1048576",
            "publish.body-bytes",
            "2000000",
            "poll.answer-bytes",
            "16777216");
    client = new Client(node.uri());
    String cursor = client.cursor("large");
    for (int i = 0; i < ANSWER_EVENTS; i++) {
      client.published("large", "{\"text\":\"" + "x".repeat((1 << 20) - 20) + "\"}");
    }
    poll = RawHttp.post("/poll", after(cursor, 0, "large"));
    stream = "GET /stream?channel=large&max=1&cursor=" + cursor + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @AfterEach
  void nothing_is_left_of_them() {
    await().until(() -> node.served() == 0);
    await().until(() -> TestNode.busyThreads().isEmpty());
  }

  @Test
  void a_client_that_does_not_read_is_cut_off() throws IOException {
    try (RawHttp stalled = new RawHttp(node.uri(), 4_096)) {
      stalled.send(poll);
      await().until(() -> node.served() == 1);
      await().atMost(Duration.ofSeconds(10)).until(() -> node.served() == 0);

      // Without our reading a byte: where nobody is any more, what is sent is answered by a reset.
      await().until(() -> fails(() -> stalled.send("x")));
      // What the kernel had taken still comes, or nothing, then the end.
      assertThat(stalled.readToEnd()).isLessThan(ANSWER_BYTES);
    }
  }

  @Test
  void a_client_that_reads_a_little_now_and_then_is_cut_off() throws IOException {
    try (RawHttp slow = new RawHttp(node.uri(), 4_096)) {
      slow.send(poll);
      await().until(() -> node.served() == 1);
      await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                slow.readUpTo(1_000);
                return node.served() == 0;
              });

      assertThat(slow.readToEnd()).isLessThan(ANSWER_BYTES);
    }
  }

  @Test
  void a_client_that_asks_and_asks_and_does_not_read_is_cut_off() throws IOException {
    try (RawHttp greedy = new RawHttp(node.uri(), 4_096)) {
      greedy.send(poll.repeat(50));
      await().until(() -> node.served() == 1);
      await().atMost(Duration.ofSeconds(10)).until(() -> node.served() == 0);

      assertThat(greedy.readToEnd()).isLessThan(ANSWER_BYTES);
    }
  }

  @Test
  void a_stream_that_nobody_reads_is_cut_off() throws IOException {
    try (RawHttp stalled = new RawHttp(node.uri(), 4_096)) {
      stalled.send(stream);
      await().until(() -> node.served() == 1);
      await().atMost(Duration.ofSeconds(10)).until(() -> node.served() == 0);

      assertThat(stalled.readToEnd()).isLessThan(ANSWER_BYTES);
    }
  }

  private static boolean fails(ThrowingCallable action) {
    return catchThrowable(action) instanceof SocketException;
  }

  @Test
  void a_client_that_reads_steadily_gets_a_large_answer_whole() throws IOException {
    try (RawHttp steady = new RawHttp(node.uri(), 65_536)) {
      assertThat(Client.ids(steady.send(poll).reply())).hasSize(ANSWER_EVENTS);
      assertThat(steady.send(poll).reply().status()).isEqualTo(200);
    }
  }
}
