package dev.linger.access;

import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that any node takes.
 *
 * <pre>
 * {linger}:ticket:KEY   string   what the ticket stands for; gone when it is used
 * </pre>
 *
 * <p>Threading: any thread; the scripts make steps of it.
 */
public final class RedisTicketStore implements TicketStore {

  private static final RedisScript PUT = new RedisScript(RedisTicketStore.class, "put.lua");
  private static final RedisScript TAKE = new RedisScript(RedisTicketStore.class, "take.lua");

  private final RedisEventLog log;

  /** Tickets beside a log. */
  public RedisTicketStore(RedisEventLog log) {
    this.log = log;
  }

  @Override
  public void put(String key, String text, Duration age) throws LogUnavailableException {
    log.ask(PUT, List.of(redisKey(key)), List.of(text, Long.toString(age.toMillis())));
  }

  @Override
  public @Nullable String take(String key) throws LogUnavailableException {
    List<?> taken = log.ask(TAKE, List.of(redisKey(key)), List.of());
    return taken.isEmpty() ? null : (String) taken.get(0);
  }

  private static String redisKey(String key) {
    return RedisKeys.of("ticket:" + key);
  }
}
