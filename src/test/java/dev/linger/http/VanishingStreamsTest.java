package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.RawHttp;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that vanish while they follow a stream. Nobody else misses anything. */
class VanishingStreamsTest {

  private static final int CLIENTS = 10;
  private static final String STREAM = "GET /stream?channel=quiet HTTP/1.1\r\nHost: a\r\n\r\n";

  private TestNode node;
  private Client client;

  @BeforeEach
  void start() {
    node = TestNode.start();
    client = new Client(node.uri());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void those_who_vanish_in_silence_are_found_out_by_the_next_comments() throws IOException {
    try (StreamClient other = new StreamClient(node.uri(), "stream?channel=quiet")) {
      other.frames(1);
      List<RawHttp> vanishing = new ArrayList<>();
      for (int i = 0; i < 2 * CLIENTS; i++) {
        vanishing.add(new RawHttp(node.uri()).send(STREAM));
      }
      await().until(() -> node.parked() == 2 * CLIENTS + 1);
      for (int i = 0; i < CLIENTS; i++) {
        vanishing.get(i).vanish();
        vanishing.get(CLIENTS + i).close();
      }
      // To one that has closed the first write still succeeds, and tells its system to refuse more.
      await().atMost(Duration.ofSeconds(30)).until(() -> node.parked() == 1);
      assertThat(node.served()).isEqualTo(1);

      String id = client.published("quiet", "{}");
      await().until(() -> other.eventIds().contains(id));
    }
  }

  @Test
  void those_who_vanish_while_much_is_written_leave_nothing_behind() throws IOException {
    List<RawHttp> vanishing = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      vanishing.add(new RawHttp(node.uri(), 4_096).send(STREAM));
    }
    await().until(() -> node.parked() == CLIENTS);
    String data = "{\"text\":\"" + "x".repeat(60_000) + "\"}";
    for (int i = 0; i < 100; i++) {
      client.published("quiet", data);
    }
    for (RawHttp each : vanishing) {
      each.vanish();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> node.served() == 0);
    assertThat(node.parked()).isZero();
    await().until(() -> TestNode.busyThreads().isEmpty());
  }
}
