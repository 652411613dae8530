package dev.linger.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows to be revoked. Every node asks the store again and again ({@link #PERIOD}),
 * so that each question for a caller is answered from memory. What a node has come to know it keeps
 * until it has ended; if the store has lost it, it is told again.
 *
 * <p>Threading: questions by any thread, of a map that is never changed but replaced. {@link
 * #refresh} and {@link #revoke} take turns.
 */
public final class Revocations {

  /** How often the store is asked. A revocation is to reach all nodes within two seconds. */
  public static final Duration PERIOD = Duration.ofMillis(500);

  private static final Logger log = LoggerFactory.getLogger(Revocations.class);

  private final RevocationStore store;
  private final Duration longest;
  private final LongSupplier millis;
  private final Consumer<Set<String>> revoked;
  private final Object turn = new Object();
  private volatile Map<String, List<Revocation>> byUser = Map.of();

  @GuardedBy("turn")
  private long number;

  /**
   * Nothing is known to be revoked yet.
   *
   * @param longest the longest life of a token: what was revoked must be remembered for as long
   * @param millis the wall clock
   * @param revoked told whose tokens were revoked, when that has become known; their polls are to
   *     be looked at again
   */
  public Revocations(
      RevocationStore store, Duration longest, LongSupplier millis, Consumer<Set<String>> revoked) {
    this.store = store;
    this.longest = longest;
    this.millis = millis;
    this.revoked = revoked;
  }

  /**
   * Revokes tokens of a user, on all nodes.
   *
   * @param token the {@code jti} of one; null for all
   * @param beforeMillis those that were issued up to then; null for now. It may lie as far ahead of
   *     our clock as tokens may that we take; what is later counts as that
   * @return until when that holds, in milliseconds since 1970: then all of them have expired
   * @throws LogUnavailableException if the store did not confirm: then it may or may not be so
   */
  public long revoke(String user, @Nullable String token, @Nullable Long beforeMillis)
      throws LogUnavailableException {
    long now = millis.getAsLong();
    long until = now + longest.toMillis();
    long latest = now + TokenRules.LEEWAY.toMillis();
    long before = beforeMillis == null ? now : Math.min(latest, beforeMillis);
    store.add(new Revocation(user, token, before, until));
    refresh();
    return until;
  }

  /** Was the caller's token revoked? */
  public boolean isRevoked(Caller caller) {
    Pass pass = caller.pass();
    if (caller.user() == null || pass == null) {
      return false;
    }
    for (Revocation each : byUser.getOrDefault(caller.user(), List.of())) {
      if (each.covers(pass)) {
        return true;
      }
    }
    return false;
  }

  /** Asks the store what is new. To be called every {@link #PERIOD}. */
  public void refresh() {
    List<Revocation> fresh;
    synchronized (turn) {
      try {
        RevocationStore.Since since = store.since(number);
        if (since.number() < number) {
          tellAgain();
          since = store.since(0);
        }
        number = since.number();
        fresh = since.revocations();
        if (!fresh.isEmpty() || hasEnded()) {
          byUser = merged(fresh);
        }
      } catch (LogUnavailableException e) {
        log.debug("what was revoked can't be asked now: {}", e.getMessage());
        return;
      }
    }
    if (!fresh.isEmpty()) {
      revoked.accept(fresh.stream().map(Revocation::user).collect(Collectors.toSet()));
    }
  }

  @GuardedBy("turn")
  private void tellAgain() throws LogUnavailableException {
    log.warn("the store has lost what was revoked, and is told again what this node knows");
    for (List<Revocation> each : byUser.values()) {
      for (Revocation known : each) {
        store.add(known);
      }
    }
  }

  private boolean hasEnded() {
    long now = millis.getAsLong();
    return byUser.values().stream()
        .anyMatch(each -> each.stream().anyMatch(one -> one.untilMillis() <= now));
  }

  private Map<String, List<Revocation>> merged(List<Revocation> fresh) {
    long now = millis.getAsLong();
    Map<String, Revocation> all = new HashMap<>();
    byUser.values().forEach(each -> each.forEach(one -> all.put(one.what(), one)));
    fresh.forEach(one -> all.merge(one.what(), one, Revocation::or));
    Map<String, List<Revocation>> grouped = new HashMap<>();
    all.values().stream()
        .filter(one -> one.untilMillis() > now)
        .forEach(one -> grouped.computeIfAbsent(one.user(), user -> new ArrayList<>()).add(one));
    return grouped;
  }

  @Override
  public String toString() {
    return "Revocations[of " + byUser.size() + " users]";
  }
}
