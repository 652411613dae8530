package dev.linger.bench;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import dev.linger.event.ChannelName;
import dev.linger.forum.Person;
import dev.linger.forum.Presence;
import dev.linger.forum.PresenceLimits;
import dev.linger.forum.RedisPresence;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisSettings;
import dev.linger.log.RedisUrl;
import dev.linger.log.Retention;
import dev.linger.support.RedisProcess;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * What presence costs a node and Redis: people who come, and then only stay, each polling again
 * when a hold is over. Their polls are not made, only noted, as the servlet does; so what is
 * measured is presence, with the log's tail, and this driver.
 */
final class PresenceLoad implements AutoCloseable {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final Duration HOLD = Duration.ofSeconds(25);
  private static final PresenceLimits LIMITS = PresenceLimits.DEFAULT;
  private static final int WARM_UP_SECONDS = 40;

  private final RedisProcess redis;
  private final RedisEventLog log;
  private final Presence presence;
  private final Thread tail;

  private PresenceLoad(RedisProcess redis) {
    this.redis = redis;
    RedisSettings settings =
        new RedisSettings(
            RedisUrl.parse(redis.url()),
            null,
            0,
            Duration.ofSeconds(1),
            16,
            Duration.ofMillis(500),
            Duration.ofSeconds(1));
    log =
        new RedisEventLog(
            settings, Retention.DEFAULT, () -> "bench", System::nanoTime, LogBench.NOBODY);
    tail = new Thread(log.tail(), "log-tail");
    tail.start();
    await().until(log.tail()::isConnected);
    presence = new Presence(new RedisPresence(log, LIMITS), System::nanoTime, LIMITS.lease());
  }

  static void run(String[] args) {
    int seconds = args.length == 0 ? 60 : Integer.parseInt(args[0]);
    try (RedisProcess redis =
            RedisProcess.installedBinary()
                .map(RedisProcess::of)
                .orElseGet(() -> RedisProcess.embedded());
        PresenceLoad load = new PresenceLoad(redis)) {
      load.stay(10_000, 1_000, seconds);
      load.join(5_000);
    }
  }

  private void stay(int people, int threads, int seconds) {
    System.out.printf("nobody there, %d s: ", seconds / 2);
    measure(0, threads, seconds / 2);
    double before = redisBytes();
    live(people, threads, WARM_UP_SECONDS);
    System.out.printf(
        "%,d people in %,d threads come: %.0f bytes of Redis each, with the event%n",
        people, threads, (redisBytes() - before) / people);
    System.out.printf("they stay on, %d s: ", seconds);
    measure(people, threads, seconds);
  }

  private void measure(int people, int threads, int seconds) {
    try (Jedis jedis = redis.jedis()) {
      StreamEntryID from = last(jedis);
      double redisCpu = cpu(jedis);
      long nodeCpu = SYSTEM.getProcessCpuTime();
      live(people, threads, seconds);
      System.out.printf(
          "node %.2f %%, Redis %.2f %% of one core; %d events%n",
          (SYSTEM.getProcessCpuTime() - nodeCpu) / 1e7 / seconds,
          (cpu(jedis) - redisCpu) * 100 / seconds,
          jedis.xrange("{linger}:tail", from, null).size() - 1);
    }
  }

  /** Everybody polls once in a hold, evenly spread over it. */
  private void live(int people, int threads, int seconds) {
    long start = System.nanoTime();
    long ticks = TimeUnit.SECONDS.toMillis(seconds) / Presence.TICK.toMillis();
    long ticksOfHold = HOLD.dividedBy(Presence.TICK);
    for (long tick = 1; tick <= ticks; tick++) {
      for (long i = tick % ticksOfHold; i < people; i += ticksOfHold) {
        see((int) i, "thread:" + i % threads);
      }
      presence.tick();
      long due = start + tick * Presence.TICK.toNanos();
      while (due - System.nanoTime() > 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }

  private void see(int user, String thread) {
    Person person = new Person("u" + user, "Name of " + user);
    presence.seen(person, person.id() + "\nbrowser", List.of(new ChannelName(thread)), HOLD);
  }

  private void join(int people) {
    IntStream.range(0, people).forEach(i -> see(i, "thread:large"));
    presence.tick();
    live(0, 1, 3);
    try (Jedis jedis = redis.jedis()) {
      StreamEntryID from = last(jedis);
      see(people, "thread:large");
      live(0, 1, 3);
      var events = jedis.xrange("{linger}:tail", from, null);
      System.out.printf(
          "one more joins %,d: %d event, %s%n",
          people, events.size() - 1, events.get(events.size() - 1).getFields().get("data"));
    }
  }

  private static StreamEntryID last(Jedis jedis) {
    return jedis.xinfoStream("{linger}:tail").getLastGeneratedId();
  }

  private double redisBytes() {
    try (Jedis jedis = redis.jedis()) {
      return sum(jedis.info("memory"), "used_memory:");
    }
  }

  private static double cpu(Jedis jedis) {
    String info = jedis.info("cpu");
    return sum(info, "used_cpu_sys:") + sum(info, "used_cpu_user:");
  }

  private static double sum(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  @Override
  public void close() {
    log.tail().stop();
    try {
      tail.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}
