package dev.linger.forum;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogListener;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.ReadLimit;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisSettings;
import dev.linger.log.RedisUrl;
import dev.linger.log.Retention;
import dev.linger.support.RedisClusterProcesses;
import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** A log with what the forum remembers beside it, in each of the places where there is one. */
final class ForumLog implements AutoCloseable {

  /** Where. */
  enum Place {
    MEMORY,
    REDIS,
    INSTALLED_REDIS,
    CLUSTER;

    ForumLog open() {
      return open(Retention.DEFAULT);
    }

    ForumLog open(Retention retention) {
      if (this == MEMORY) {
        return new ForumLog(retention);
      }
      if (this == REDIS) {
        return new ForumLog(RedisProcess.embedded().as(RedisUser.LOG), retention);
      }
      if (this == CLUSTER) {
        return new ForumLog(emptied(Cluster.MASTER), Cluster.URL, retention, () -> {});
      }
      Optional<Path> binary = RedisProcess.installedBinary();
      assumeTrue(binary.isPresent(), "no redis-server on the PATH");
      return new ForumLog(RedisProcess.of(binary.get()).as(RedisUser.LOG), retention);
    }
  }

  /** One for all tests, because it takes seconds to put together; it ends with this process. */
  private static final class Cluster {

    static final RedisClusterProcesses PROCESSES = new RedisClusterProcesses();
    static final RedisProcess MASTER = PROCESSES.masterOf(RedisKeys.of("tail"));
    static final String URL = "redis+cluster://" + PROCESSES.hosts();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(PROCESSES::close, "cluster-end"));
    }
  }

  private static final LogListener NOBODY =
      new LogListener() {
        @Override
        public void advanced(ChannelName channel, Position position) {}

        @Override
        public void resumed() {}
      };

  final EventLog log;
  final Stores stores;
  final @Nullable RedisProcess redis;
  private final AtomicLong millis = new AtomicLong(1_732_412_345_678L);
  private final @Nullable Thread tail;
  private final Runnable end;

  private ForumLog(Retention retention) {
    MemoryEventLog memory = new MemoryEventLog(retention, new Epoch("e1"), millis::get, NOBODY);
    log = memory;
    stores = Stores.of(memory, millis::get, retention);
    redis = null;
    tail = null;
    end = () -> {};
  }

  private ForumLog(RedisProcess redis, Retention retention) {
    this(redis, redis.url(), retention, redis::close);
  }

  private ForumLog(RedisProcess redis, String url, Retention retention, Runnable end) {
    Duration second = Duration.ofSeconds(1);
    RedisSettings settings =
        new RedisSettings(RedisUrl.parse(url), null, 0, second, 16, second, second);
    RedisEventLog shared =
        new RedisEventLog(settings, retention, () -> "life1", System::nanoTime, NOBODY);
    this.redis = redis;
    this.end = end;
    log = shared;
    stores = Stores.of(shared);
    tail = new Thread(shared.tail(), "log-tail");
    tail.start();
    await().pollInterval(Duration.ofMillis(5)).until(shared.tail()::isConnected);
  }

  /** Comes back when this much time has passed on the log's clock. */
  void passTime(Duration duration) {
    if (redis == null) {
      millis.addAndGet(duration.toMillis());
      return;
    }
    try (Jedis jedis = redis.jedis()) {
      long end = millisOf(jedis) + duration.toMillis();
      await().pollInterval(Duration.ofMillis(5)).until(() -> millisOf(jedis) >= end);
    }
  }

  Position publish(Draft draft) throws LogUnavailableException {
    return log.append(List.of(draft)).get(0).position();
  }

  /** The data of all events of a channel, in their order. */
  List<String> told(ChannelName channel) throws LogUnavailableException {
    return events(channel).stream().map(Event::data).toList();
  }

  List<Event> events(ChannelName channel) throws LogUnavailableException {
    return log.before(channel, null, new ReadLimit(10_000, 1 << 24)).stream()
        .sorted((a, b) -> a.position().compareTo(b.position()))
        .toList();
  }

  Cursor now() throws LogUnavailableException {
    return log.latest(List.of(), 0, new ReadLimit(1, 1)).cursor();
  }

  @Override
  public void close() {
    if (log instanceof RedisEventLog shared && tail != null && redis != null) {
      shared.tail().stop();
      try {
        tail.join(TimeUnit.SECONDS.toMillis(20));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      shared.close();
      end.run();
    }
  }

  private static RedisProcess emptied(RedisProcess redis) {
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
    return redis;
  }

  private static long millisOf(Jedis jedis) {
    List<String> time = jedis.time();
    return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
  }
}
