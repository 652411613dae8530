package dev.linger.server;

import dev.linger.access.Access;
import dev.linger.access.AccessPolicy;
import dev.linger.access.AccessRules;
import dev.linger.access.DevAccess;
import dev.linger.access.FetchedKeys;
import dev.linger.access.GrantedAccess;
import dev.linger.access.LoginAccess;
import dev.linger.access.MemoryRevocationStore;
import dev.linger.access.MemoryTicketStore;
import dev.linger.access.RedisRevocationStore;
import dev.linger.access.RedisTicketStore;
import dev.linger.access.Refusal;
import dev.linger.access.Revocations;
import dev.linger.access.Tickets;
import dev.linger.access.TokenAccess;
import dev.linger.access.TokenlessAccess;
import dev.linger.http.Metrics;
import dev.linger.hub.Tally;
import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.log.RedisEventLog;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds what decides who gets in, as it is configured.
 *
 * @param rules what requests are asked by
 * @param tokens what knows people by their tokens; null where there are none
 */
record AccessParts(AccessRules rules, @Nullable TokenAccess tokens) {

  /** How long a revocation is remembered where there are no tokens, and nothing that ends. */
  private static final Duration NO_TOKENS = Duration.ofDays(1);

  private static final LongSupplier MILLIS = System::currentTimeMillis;

  /**
   * Builds them.
   *
   * @param revoked told whose tokens were revoked
   */
  static AccessParts of(Config config, EventLog log, Ticker ticker, Consumer<Set<String>> revoked) {
    Duration longest =
        config
            .tokens()
            .map(settings -> Duration.ofMillis(settings.rules().longestMillis()))
            .orElse(NO_TOKENS);
    Revocations revocations =
        new Revocations(
            log instanceof RedisEventLog redis
                ? new RedisRevocationStore(redis)
                : new MemoryRevocationStore(MILLIS),
            longest,
            MILLIS,
            revoked);
    Tickets tickets =
        new Tickets(
            log instanceof RedisEventLog redis
                ? new RedisTicketStore(redis)
                : new MemoryTicketStore(MILLIS));
    Access access = access(config, revocations, ticker);
    return new AccessParts(new AccessRules(access, tickets, revocations), tokens(access));
  }

  private static @Nullable TokenAccess tokens(Access access) {
    Access inner = access instanceof LoginAccess login ? login.others() : access;
    return inner instanceof TokenAccess tokens ? tokens : null;
  }

  private static Access access(Config config, Revocations revocations, Ticker ticker) {
    Access access = withoutLogin(config, revocations, ticker);
    return config.entrance().logins().isOn() ? new LoginAccess(access, MILLIS) : access;
  }

  private static Access withoutLogin(Config config, Revocations revocations, Ticker ticker) {
    if (config.mode() == Mode.DEV) {
      return new DevAccess(MILLIS, revocations::isRevoked);
    }
    AccessPolicy policy = new GrantedAccess(config.publicChannels());
    return config
        .tokens()
        .<Access>map(
            tokens -> new TokenAccess(tokens, () -> policy, revocations::isRevoked, MILLIS, ticker))
        .orElseGet(() -> new TokenlessAccess(policy, revocations::isRevoked));
  }

  /** Counts what was refused: nothing, where there are no tokens. */
  void addTo(Metrics metrics) {
    Map<Refusal, Long> none = new Tally<>(Refusal.class).counts();
    metrics.counter(
        "linger_tokens_refused_total",
        "Tokens that were no good, by the reason; who showed them was answered 401.",
        "reason",
        () -> tokens == null ? none : tokens.refusals());
  }

  /** Begins to ask for what changes elsewhere. */
  void start(Threads threads) {
    threads.repeat("revocations", Revocations.PERIOD, rules.revocations()::refresh);
    FetchedKeys keys = tokens == null ? null : tokens.fetchedKeys();
    if (keys != null) {
      // Once before anybody is let in: nobody's good token is refused for want of a key.
      keys.look();
      threads.repeat("keys", FetchedKeys.TICK, keys::look);
    }
  }
}
