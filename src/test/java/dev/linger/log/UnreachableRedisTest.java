package dev.linger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A long outage costs neither threads nor log lines. */
class UnreachableRedisTest {

  private static final Logger LOGGER = Logger.getLogger(LogTail.class.getName());

  @Test
  void an_outage_is_told_once_and_so_is_its_end() throws Exception {
    Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    Handler recording = recordingInto(records);
    Level before = LOGGER.getLevel();
    LOGGER.addHandler(recording);
    LOGGER.setLevel(Level.INFO);
    try (RedisProcess redis = RedisProcess.embedded();
        LogNode node = LogNode.on(redis)) {
      redis.kill();
      try (Refusing refusing = new Refusing(redis.port())) {
        await().atMost(Duration.ofSeconds(20)).until(() -> refusing.attempts.get() >= 6);
      }
      redis.start();
      node.ready();
      await().until(() -> count(records, "answers again") > 0);

      assertThat(count(records, "is away")).isEqualTo(1);
      assertThat(count(records, "answers again")).isEqualTo(1);
    } finally {
      LOGGER.setLevel(before);
      LOGGER.removeHandler(recording);
    }
  }

  @Test
  void attempts_to_open_a_cluster_leave_no_threads_behind() throws Exception {
    assertNoThreadsLeftBehind("redis+cluster://127.0.0.1:");
  }

  @Test
  void attempts_to_ask_sentinels_leave_no_threads_behind() throws Exception {
    assertNoThreadsLeftBehind("redis+sentinel://127.0.0.1:");
  }

  @Test
  void without_redis_everything_is_refused_at_once() throws Exception {
    int port = RedisProcess.freePort();
    try (LogNode node =
        new LogNode(LogNode.settings("redis://127.0.0.1:" + port), Retention.DEFAULT)) {
      assertThatThrownBy(node::now).isInstanceOf(LogUnavailableException.class);
      assertThatThrownBy(() -> node.log.append(List.of(Drafts.durable(Drafts.A, 1))))
          .isInstanceOf(LogUnavailableException.class);
      assertThatThrownBy(node.log::probe).isInstanceOf(LogUnavailableException.class);
    }
  }

  private static void assertNoThreadsLeftBehind(String url) throws Exception {
    try (Refusing refusing = new Refusing(RedisProcess.freePort())) {
      String path = url.contains("sentinel") ? "/forum" : "";
      try (LogNode node =
          new LogNode(LogNode.settings(url + refusing.port + path), Retention.DEFAULT)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> refusing.attempts.get() >= 2);
        int early = Thread.getAllStackTraces().size();
        int attempts = refusing.attempts.get();
        await().atMost(Duration.ofSeconds(30)).until(() -> refusing.attempts.get() >= attempts + 5);

        assertThat(Thread.getAllStackTraces().size()).isLessThan(early + 3);
        assertThat(node.log.tail().isConnected()).isFalse();
      }
    }
  }

  private static long count(Queue<LogRecord> records, String part) {
    return records.stream().filter(record -> record.getMessage().contains(part)).count();
  }

  private static Handler recordingInto(Queue<LogRecord> records) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        records.add(record);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /** Takes connections and closes them. */
  private static final class Refusing implements AutoCloseable {
    final AtomicInteger attempts = new AtomicInteger();
    final int port;
    private final ServerSocket socket;

    Refusing(int port) throws IOException {
      this.port = port;
      socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::refuse, "refusing");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private void refuse() {
      try {
        while (true) {
          Socket accepted = socket.accept();
          attempts.incrementAndGet();
          accepted.close();
        }
      } catch (IOException e) {
        // Closed: that is how it ends.
      }
    }
  }
}
