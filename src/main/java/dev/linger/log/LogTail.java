package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Position;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The one thread that follows the end of the log. It reads the tail stream after an explicit id, so
 * a broken connection loses nothing; it fills {@link RecentEvents}, and only then tells the
 * listener.
 *
 * <p>It is also the one that notices loss. Every entry names the entry before it, and that must be
 * the last one seen here:
 *
 * <ul>
 *   <li>It lies further on: entries were trimmed before we came to read them. Memory starts anew
 *       there, and older cursors are answered by Redis, whose channels are longer than the tail.
 *   <li>It lies further back, or an append that was acknowledged here is passed over: the log lost
 *       its end, as a fail-over or a restored snapshot can make it. The epoch is renewed, by
 *       compare-and-set because other nodes notice too, and all cursors are reset.
 *   <li>The epoch is another one: somebody else noticed, or everything is gone. If it is one of the
 *       past, then even the renewal was lost, and it is renewed again: who still has a cursor of it
 *       may have seen what is gone.
 * </ul>
 *
 * <p>Threading: {@link #run} belongs to one thread, which alone writes the memory and the fields of
 * its own. Everything else may be called by any thread. The listener is called without a lock.
 */
public final class LogTail implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(LogTail.class);

  /** How many entries one read brings at the most. */
  private static final int READ_COUNT = 1_000;

  /**
   * How many epochs of the past are remembered; more would mean a log that is lost every minute.
   */
  private static final int MAX_PAST_EPOCHS = 1_000;

  /**
   * The longest pause between two attempts. Attempts are spread because all nodes lose Redis at
   * once.
   */
  private static final int MAX_PAUSE_MILLIS = 1_000;

  private final RedisStore store;
  private final Retention retention;
  private final Supplier<String> freshEpoch;
  private final RedisClock clock;
  private final LogListener listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final TailProgress progress;
  private final TailCounts counts;

  // Written by the tail's thread only.
  private volatile @Nullable RecentEvents recent;
  private volatile boolean connected;
  private final Set<String> pastEpochs = new LinkedHashSet<>();
  private String storedEpoch = "";
  private int failures;

  LogTail(
      RedisStore store,
      Retention retention,
      Supplier<String> freshEpoch,
      RedisClock clock,
      LongSupplier nanos,
      LogListener listener) {
    this.store = store;
    this.retention = retention;
    this.freshEpoch = freshEpoch;
    this.clock = clock;
    this.progress = new TailProgress(nanos);
    this.counts = new TailCounts(nanos);
    this.listener = listener;
  }

  /** Follows the log until {@link #stop}, through every outage. */
  @Override
  public void run() {
    while (!isStopped()) {
      try {
        UnifiedJedis redis = store.open();
        RecentEvents present = synchronise();
        setConnected();
        while (!isStopped()) {
          follow(redis, present);
          failures = 0;
        }
      } catch (JedisException | LogUnavailableException e) {
        setAway(e);
        pause();
      } catch (RuntimeException | Error e) {
        // Neither a bug of ours nor a moment without memory may end the one thread that everybody's
        // events come through.
        log.error("the tail stumbled and goes on", e);
        setAway(e);
        pause();
      }
    }
  }

  /** Ends {@link #run} within a second. */
  public void stop() {
    stopped.countDown();
  }

  /** True while Redis answers the tail. */
  public boolean isConnected() {
    return connected;
  }

  /** The memory that the tail fills; null until Redis has been reached for the first time. */
  @Nullable RecentEvents recent() {
    return recent;
  }

  /** What appends tell the tail, and what they wait for. */
  TailProgress progress() {
    return progress;
  }

  LogCounts counts() {
    return counts.counts(connected, recent);
  }

  @Override
  public String toString() {
    return "LogTail[" + (connected ? "connected, " : "away, ") + recent + "]";
  }

  /** Finds out where the log stands, at the start, after an outage, and whenever it is quiet. */
  private RecentEvents synchronise() throws LogUnavailableException {
    // Read before Redis is asked: what is acknowledged later may not be in its answer yet.
    Position acknowledged = progress.acknowledged();
    RedisReading reading = RedisReading.head(store, retention, freshEpoch.get());
    clock.set(reading.millis());
    RecentEvents present = recent;
    if (present == null) {
      present = RedisWarmUp.fill(store, retention, clock, reading);
      storedEpoch = reading.storedEpoch();
      recent = present;
      progress.reached(present.head().position());
      log.info("following {} from {}", store, present.head());
    } else if (!reading.storedEpoch().equals(storedEpoch)) {
      adopt(present, reading, "another epoch is in force");
    } else if (present.head().position().isAfter(reading.now().position())
        || acknowledged.isAfter(reading.now().position())) {
      renew(present, storedEpoch, "the log ends before what has been read or acknowledged here");
    }
    return present;
  }

  private void follow(UnifiedJedis redis, RecentEvents present) throws LogUnavailableException {
    List<Map.Entry<String, List<StreamEntry>>> streams =
        redis.xread(
            XReadParams.xReadParams().block(RedisStore.BLOCK_MILLIS).count(READ_COUNT),
            Map.of(RedisKeys.TAIL, new StreamEntryID(present.head().position().toString())));
    counts.read();
    if (streams == null || streams.isEmpty()) {
      synchronise();
      return;
    }
    Map<ChannelName, Position> advances = new LinkedHashMap<>();
    for (StreamEntry entry : streams.get(0).getValue()) {
      try {
        if (!isNext(present, entry)) {
          break;
        }
        Event event = event(entry);
        present.add(event);
        counts.arrived.increment();
        advances.put(event.channel(), event.position());
      } catch (IllegalArgumentException e) {
        // Somebody else wrote to our key. Stopping here would stop every node for good.
        log.error("skipping entry {} of {}: {}", entry.getID(), RedisKeys.TAIL, e.getMessage());
        counts.skipped.increment();
        present.pass(Position.parse(entry.getID().toString()));
      }
    }
    progress.reached(present.head().position());
    advances.forEach(listener::advanced);
  }

  /** Checks the chain, and mends what can be mended; false if the entry is not to be added. */
  private boolean isNext(RecentEvents present, StreamEntry entry) throws LogUnavailableException {
    Position before = Position.parse(field(entry, "before"));
    Position seen = present.head().position();
    if (!field(entry, "epoch").equals(storedEpoch)) {
      RedisReading reading = RedisReading.head(store, retention, freshEpoch.get());
      if (reading.storedEpoch().equals(storedEpoch)) {
        throw new IllegalArgumentException("an epoch that is not in force");
      }
      adopt(present, reading, "a new epoch came by");
      return false;
    }
    if (before.isAfter(seen)) {
      log.warn("the tail fell behind: {} to {} were trimmed and are left to Redis", seen, before);
      counts.fellBehind.increment();
      present.restart(present.head().at(before));
      listener.resumed();
      return true;
    }
    if (seen.isAfter(before)
        || progress.isPassedOver(seen, Position.parse(entry.getID().toString()))) {
      renew(
          present,
          storedEpoch,
          "an entry does not follow on what has been read or acknowledged here");
      return false;
    }
    return true;
  }

  private void adopt(RecentEvents present, RedisReading reading, String why)
      throws LogUnavailableException {
    if (pastEpochs.contains(reading.storedEpoch())) {
      renew(present, reading.storedEpoch(), "an epoch of the past is back");
    } else {
      begin(present, reading, why);
    }
  }

  /** The log lost something: cursors of this epoch must not be honoured any more. */
  private void renew(RecentEvents present, String lost, String why) throws LogUnavailableException {
    store.run(RedisScript.RENEW, List.of(RedisKeys.EPOCH), List.of(lost, freshEpoch.get()));
    begin(present, RedisReading.head(store, retention, freshEpoch.get()), why);
  }

  private void begin(RecentEvents present, RedisReading reading, String why) {
    log.warn("the log lost its past ({}): from {} to {}", why, present.head(), reading.now());
    if (pastEpochs.size() < MAX_PAST_EPOCHS) {
      pastEpochs.add(storedEpoch);
    }
    storedEpoch = reading.storedEpoch();
    counts.epochs.increment();
    present.restart(reading.now());
    progress.restarted(reading.now().position());
    listener.resumed();
  }

  private void setConnected() {
    if (failures > 0) {
      log.info("{} answers again", store);
    }
    connected = true;
    // Who parked because Redis was away must read again, now that it can be asked.
    listener.resumed();
  }

  /** Said once an outage: a row of failures ends with the first entries, or none, that came. */
  private void setAway(Throwable e) {
    if (failures == 0) {
      counts.outages.increment();
      log.warn("{} is away: {}", store, e.getMessage());
    }
    connected = false;
    failures++;
    store.dropIdle();
  }

  private void pause() {
    int bound = Math.min(MAX_PAUSE_MILLIS, 50 << Math.min(failures, 5));
    try {
      int millis = ThreadLocalRandom.current().nextInt(25, bound);
      if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private static Event event(StreamEntry entry) {
    return RedisKeys.decode(
        entry.getID().toString(), new ChannelName(field(entry, "channel")), entry.getFields());
  }

  private static String field(StreamEntry entry, String name) {
    return RedisKeys.field(entry.getFields(), name);
  }
}
