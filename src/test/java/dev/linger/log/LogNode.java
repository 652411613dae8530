package dev.linger.log;

import static org.awaitility.Awaitility.await;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.support.RedisProcess;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One node's log in Redis, with its tail on a thread, as a server runs it. */
public final class LogNode implements AutoCloseable {

  public final RedisEventLog log;
  final Advances advances;
  private final Thread thread;

  LogNode(RedisSettings settings, Retention retention) {
    this(settings, retention, new Advances());
  }

  LogNode(RedisSettings settings, Retention retention, Advances advances) {
    this.advances = advances;
    log = new RedisEventLog(settings, retention, LogNode::freshEpoch, System::nanoTime, advances);
    thread = new Thread(log.tail(), "log-tail");
    thread.start();
  }

  /** A node that has reached its Redis. */
  public static LogNode on(RedisProcess redis) {
    return on(redis, Retention.DEFAULT);
  }

  /** The same by its URL. */
  public static LogNode on(String url) {
    return new LogNode(settings(url), Retention.DEFAULT).ready();
  }

  static LogNode on(RedisProcess redis, Retention retention) {
    return new LogNode(settings(redis.url()), retention).ready();
  }

  /** As the server has them by default. */
  static RedisSettings settings(String url) {
    return settings(url, 0);
  }

  static RedisSettings settings(String url, int minReplicas) {
    return new RedisSettings(
        RedisUrl.parse(url),
        null,
        minReplicas,
        Duration.ofMillis(500),
        16,
        Duration.ofMillis(500),
        Duration.ofSeconds(1));
  }

  LogNode ready() {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(log.tail()::isConnected);
    return this;
  }

  /** Appends, and waits until this node can read it. */
  List<Receipt> publish(Draft... drafts) throws LogUnavailableException {
    return publish(List.of(drafts));
  }

  List<Receipt> publish(List<Draft> drafts) throws LogUnavailableException {
    return advances.waitFor(drafts, log.append(drafts));
  }

  /** Appends again and again until it is acknowledged, as publishers do. */
  Receipt insist(Draft draft) {
    return insist(List.of(draft)).get(0);
  }

  List<Receipt> insist(List<Draft> drafts) {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(25))
        .ignoreExceptionsInstanceOf(LogUnavailableException.class)
        .until(() -> log.append(drafts), receipts -> true);
  }

  Cursor now() throws LogUnavailableException {
    return log.latest(List.of(new ChannelName("any")), 0, Drafts.NO_LIMIT).cursor();
  }

  Epoch epoch() throws LogUnavailableException {
    return now().epoch();
  }

  @Override
  public void close() {
    log.tail().stop();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
    if (thread.isAlive()) {
      throw new IllegalStateException("the tail did not stop");
    }
  }

  private static String freshEpoch() {
    return new BigInteger(80, new SecureRandom()).toString(36);
  }
}
