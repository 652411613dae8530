package dev.linger.http;

import static dev.linger.support.Client.after;
import static dev.linger.support.Client.cursorOf;
import static dev.linger.support.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Position;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cursors that can't be honoured are answered with the reason, at once and with a way to go on. */
class ResetHttpTest {

  private static final int RECENT_EVENTS = 16;

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start("log.recent-events", Integer.toString(RECENT_EVENTS));
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void a_cursor_of_another_epoch_is_reset() {
    client.published("epoch:1", "{}");
    String now = client.cursor("epoch:1");
    String foreign = new Cursor(new Epoch("another"), Cursor.parse(now).position()).text();

    Http.Reply reply = client.poll(after(foreign, 20, "epoch:1", "epoch:2"));

    assertReset(reply, "epoch", "epoch:1", "epoch:2");
    assertThat(cursorOf(reply)).isEqualTo(now);
  }

  @Test
  void a_cursor_from_the_future_is_reset() {
    client.published("ahead:1", "{}");
    Cursor now = Cursor.parse(client.cursor("ahead:1"));
    String future = now.at(new Position(Long.MAX_VALUE, Long.MAX_VALUE)).text();

    Http.Reply reply = client.poll(after(future, 20, "ahead:1"));

    assertReset(reply, "ahead", "ahead:1");
    assertThat(cursorOf(reply)).isEqualTo(now.text());
  }

  @Test
  void a_cursor_whose_events_are_no_longer_kept_is_reset_and_the_other_channels_go_on() {
    client.published("trim:gone", "{}");
    String cursor = client.cursor("trim:gone", "trim:kept");
    client.published("trim:gone", "{}");
    for (int i = 0; i < RECENT_EVENTS; i++) {
      client.published("trim:kept", "{\"i\":" + i + "}");
    }

    Http.Reply reply = client.poll(after(cursor, 20, "trim:gone", "trim:kept"));

    assertThat(reply.json().get("reset").toString())
        .isEqualTo("[{\"channel\":\"trim:gone\",\"reason\":\"trimmed\"}]");
    assertThat(ids(reply)).hasSize(RECENT_EVENTS);
    assertThat(client.poll(after(cursorOf(reply), 0, "trim:gone", "trim:kept")).json().has("reset"))
        .isFalse();
  }

  private static void assertReset(Http.Reply reply, String reason, String... channels) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("events")).isEmpty();
    List<String> expected =
        List.of(channels).stream()
            .map(channel -> "{\"channel\":\"%s\",\"reason\":\"%s\"}".formatted(channel, reason))
            .toList();
    assertThat(reply.json().get("reset").toString())
        .isEqualTo("[" + String.join(",", expected) + "]");
  }
}
