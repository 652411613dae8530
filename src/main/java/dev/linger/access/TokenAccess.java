package dev.linger.access;

import dev.linger.event.ChannelName;
import dev.linger.hub.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows people by their tokens. Who shows none is {@link Caller#ANONYMOUS}, and what they may do is
 * the policy's to say; who shows one that is no good is not let in at all, so that a page finds out
 * that it needs another.
 */
public final class TokenAccess implements Access {

  private final Keys keys;
  private final Tokens tokens;
  private final AccessPolicy policy;
  private final Revoked revoked;
  private final LongSupplier millis;

  /**
   * Knows nobody yet whose keys have to be fetched: see {@link #fetchedKeys}.
   *
   * @param policy asked anew each time, because a host application may bring one later
   * @param millis the time since 1970, by which tokens end
   */
  public TokenAccess(
      TokenSettings settings,
      Supplier<AccessPolicy> policy,
      Revoked revoked,
      LongSupplier millis,
      Ticker ticker) {
    this.keys = settings.keys(ticker);
    this.tokens = new Tokens(settings.rules(), keys, millis);
    this.policy = new CautiousPolicy(policy, new Stumbles(ticker));
    this.revoked = revoked;
    this.millis = millis;
  }

  /** What has to be looked for again and again, by somebody who may wait; null for nothing. */
  public @Nullable FetchedKeys fetchedKeys() {
    return keys instanceof FetchedKeys fetched ? fetched : null;
  }

  /** How many tokens were refused, by the reason. */
  public Map<Refusal, Long> refusals() {
    return tokens.refusals();
  }

  @Override
  public boolean isReady() {
    return !keys.now().keys().isEmpty();
  }

  @Override
  public @Nullable Caller identify(Credentials shown) {
    String token = shown.token();
    if (token == null) {
      return Caller.ANONYMOUS;
    }
    Caller caller = tokens.caller(token);
    if (caller != null && revoked.isRevoked(caller)) {
      tokens.refused(Refusal.REVOKED);
      return null;
    }
    return caller;
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return policy.mayRead(caller, channel);
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return policy.mayPublish(caller, channel);
  }

  @Override
  public boolean isWelcome(Caller caller) {
    Duration remaining = remaining(caller);
    return (remaining == null || remaining.toMillis() > 0) && !revoked.isRevoked(caller);
  }

  @Override
  public @Nullable Duration remaining(Caller caller) {
    Pass pass = caller.pass();
    return pass == null ? null : pass.remaining(millis.getAsLong());
  }
}
