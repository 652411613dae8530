package dev.linger.server;

import dev.linger.event.Epoch;
import dev.linger.forum.MemoryPresence;
import dev.linger.forum.PresenceStore;
import dev.linger.forum.RedisPresence;
import dev.linger.forum.Stores;
import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisSettings;
import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Builds the log and what is kept beside it, all in the same place: in Redis, for as many nodes as
 * there are, or in the memory of one.
 *
 * @param log the events
 * @param stores what the forum's rules remember
 * @param presence who is where
 */
record LogParts(EventLog log, Stores stores, PresenceStore presence) {

  private static final int FRESH_BITS = 80;

  /** Builds them where the configuration says. */
  static LogParts of(Config config, Ticker ticker, LogListener listener) {
    return config
        .redis()
        .map(settings -> inRedis(settings, config, listener))
        .orElseGet(() -> inMemory(config, ticker, listener));
  }

  /** A random name that nobody else has: for a life of the log, or a node. */
  static String fresh() {
    return new BigInteger(FRESH_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
  }

  private static LogParts inRedis(RedisSettings settings, Config config, LogListener listener) {
    RedisEventLog log =
        new RedisEventLog(
            settings, config.retention(), LogParts::fresh, System::nanoTime, listener);
    return new LogParts(log, Stores.of(log), new RedisPresence(log, config.presence()));
  }

  private static LogParts inMemory(Config config, Ticker ticker, LogListener listener) {
    MemoryEventLog log =
        new MemoryEventLog(
            config.retention(), new Epoch(fresh()), System::currentTimeMillis, listener);
    return new LogParts(
        log,
        Stores.of(log, System::currentTimeMillis, config.retention()),
        new MemoryPresence(log, ticker, config.presence()));
  }
}
