package dev.linger.access;

import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.util.ArrayList;
import java.util.List;

/**
 * Revocations that all nodes share. What is revoked is a user and a token's id, in two lines.
 *
 * <pre>
 * {linger}:revoked         hash     what is revoked → tokens from before when, until when, in milliseconds
 * {linger}:revoked:order   sorted   what is revoked, by the number of its last change
 * {linger}:revoked:end     sorted   what is revoked, by when that ends
 * {linger}:revoked:number  string   the last number
 * </pre>
 *
 * <p>Threading: any thread; the scripts make steps of it.
 */
public final class RedisRevocationStore implements RevocationStore {

  private static final RedisScript REVOKE =
      new RedisScript(RedisRevocationStore.class, "revoke.lua");
  private static final RedisScript REVOKED =
      new RedisScript(RedisRevocationStore.class, "revoked.lua");

  private static final List<String> KEYS =
      List.of(
          RedisKeys.of("revoked:number"),
          RedisKeys.of("revoked"),
          RedisKeys.of("revoked:order"),
          RedisKeys.of("revoked:end"));

  private final RedisEventLog log;

  /** Revocations beside a log. */
  public RedisRevocationStore(RedisEventLog log) {
    this.log = log;
  }

  @Override
  public void add(Revocation revocation) throws LogUnavailableException {
    List<String> args =
        List.of(
            revocation.what(),
            Long.toString(revocation.beforeMillis()),
            Long.toString(revocation.untilMillis()),
            Integer.toString(MAX_REVOCATIONS));
    if (log.run(REVOKE, KEYS, args).isEmpty()) {
      throw new LogUnavailableException("too many revocations hold at a time");
    }
  }

  @Override
  public Since since(long number) throws LogUnavailableException {
    List<?> row = log.ask(REVOKED, KEYS.subList(0, 3), List.of(Long.toString(number)));
    List<Revocation> later = new ArrayList<>();
    for (int i = 1; i < row.size(); i += 2) {
      String times = (String) row.get(i + 1);
      int between = times.indexOf(' ');
      later.add(
          Revocation.of(
              (String) row.get(i),
              Long.parseLong(times.substring(0, between)),
              Long.parseLong(times.substring(between + 1))));
    }
    return new Since(Long.parseLong((String) row.get(0)), later);
  }
}
