package dev.linger.bridge;

import static org.awaitility.Awaitility.await;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.log.LogListener;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisSettings;
import dev.linger.log.RedisUrl;
import dev.linger.log.Retention;
import dev.linger.support.RedisProcess;
import java.time.Duration;

/** One node's log, with its tail on a thread, and the bridge's view of it. */
final class SharedLogNode implements AutoCloseable {

  private static final LogListener NOBODY =
      new LogListener() {
        @Override
        public void advanced(ChannelName channel, Position position) {}

        @Override
        public void resumed() {}
      };

  final RedisEventLog log;
  final SharedLog shared;
  private final Thread thread;

  SharedLogNode(RedisProcess redis, String name) {
    log =
        new RedisEventLog(
            settings(redis.url()), Retention.DEFAULT, () -> name, System::nanoTime, NOBODY);
    shared = new SharedLog(log);
    thread = new Thread(log.tail(), "log-tail");
    thread.start();
    await().atMost(Duration.ofSeconds(20)).until(log.tail()::isConnected);
  }

  static RedisSettings settings(String url) {
    return new RedisSettings(
        RedisUrl.parse(url),
        null,
        0,
        Duration.ofMillis(500),
        8,
        Duration.ofMillis(500),
        Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    log.tail().stop();
    try {
      thread.join(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}
