package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** What must not be stored, and must not end the bridge. */
class HostileBridgeTest {

  private static RedisProcess redis;
  private static TestNode node;
  private static Jedis forum;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler capture =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(new java.util.logging.SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded();
    node = TestNode.start("redis.url", redis.url(), "bridge.channels", "forum,other");
    await().atMost(Duration.ofSeconds(10)).until(() -> node.bridge().isBridging());
    forum = redis.jedis();
  }

  @AfterAll
  static void stop() {
    forum.close();
    node.close();
    redis.close();
  }

  @BeforeEach
  void listen() {
    Logger.getLogger("dev.linger.bridge").addHandler(capture);
  }

  @AfterEach
  void hush() {
    Logger.getLogger("dev.linger.bridge").removeHandler(capture);
  }

  static List<String> hostile() {
    return List.of(
        "",
        "hello",
        "{",
        "{\"type\":\"x\"} {\"type\":\"y\"}",
        "[]",
        "\"new_post\"",
        "null",
        "{}",
        "{\"type\":7}",
        "{\"type\":\"\"}",
        "{\"type\":\"" + "t".repeat(65) + "\"}",
        "{\"type\":\"x\",\"type\":\"y\"}",
        "{\"type\":\"x\",\"threadId\":{\"$gt\":\"\"}}",
        "{\"type\":\"x\",\"threadId\":\"\"}",
        "{\"type\":\"x\",\"threadId\":\"../../etc\"}",
        "{\"type\":\"x\",\"threadId\":\"42\\r\\nSET x 1\"}",
        "{\"type\":\"x\",\"threadId\":\"42} {linger}:epoch\"}",
        "{\"type\":\"x\",\"threadId\":\"" + "4".repeat(200) + "\"}",
        "{\"type\":\"x\",\"threadId\":\"\\u0000\"}",
        "{\"type\":\"x\",\"threadId\":true}",
        "{\"type\":\"notification\",\"payload\":{\"userId\":[7]}}",
        "{\"type\":\"x\",\"deep\":" + "[".repeat(40) + "]".repeat(40) + "}",
        "{\"type\":\"x\",\"text\":\"" + "x".repeat(65_536) + "\"}",
        "{\"type\":\"x\",\"text\":\"" + "x".repeat(5 << 20) + "\"}",
        "[".repeat(5 << 20),
        "{\"type\":\"x\",\"n\":" + "9".repeat(1_000) + "}");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void it_is_refused_and_counted_and_the_next_message_is_stored(String message) {
    BridgeCounts before = node.bridge();
    forum.publish("forum", message);
    forum.publish("forum", "{\"type\":\"after\"}");
    await().until(() -> node.bridge().stored() == before.stored() + 1);
    assertThat(node.bridge().refused()).isEqualTo(before.refused() + 1);
    assertThat(node.bridge().takeovers()).isEqualTo(before.takeovers());
  }

  @Test
  void bytes_that_are_no_text_do_no_harm() {
    BridgeCounts before = node.bridge();
    forum.publish(
        "forum".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff, 0, (byte) 0xc0});
    forum.publish("forum", "{\"type\":\"half\",\"text\":\"\\ud83d\"}");
    await().until(() -> node.bridge().stored() == before.stored() + 1);
    assertThat(node.bridge().refused()).isEqualTo(before.refused() + 1);
  }

  @Test
  void marks_that_are_not_ours_are_no_end_either() {
    BridgeCounts before = node.bridge();
    for (String sign :
        List.of("", "mark", "mark -1", "mark 99999999999999999999", "own x", "mark 5")) {
      forum.publish(BridgeSettings.MARKS, sign);
    }
    forum.publish("forum", "{\"type\":\"after\"}");
    await().until(() -> node.bridge().stored() == before.stored() + 1);
  }

  @Test
  void the_log_line_names_the_channel_not_the_message_and_is_said_once_in_a_while() {
    BridgeCounts before = node.bridge();
    for (int i = 0; i < 500; i++) {
      forum.publish("other", "<script>secret");
    }
    await().until(() -> node.bridge().refused() == before.refused() + 500);
    assertThat(lines)
        .filteredOn(line -> line.contains("refuses"))
        .hasSize(1)
        .first()
        .asString()
        .contains(" on other: not JSON")
        .doesNotContain("secret");
  }
}
