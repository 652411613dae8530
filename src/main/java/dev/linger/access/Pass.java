package dev.linger.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the token that somebody came with: when it ends, and how it is revoked.
 *
 * @param id the token's {@code jti}; null if it has none
 * @param issuedAtMillis when it was made, in milliseconds since 1970; 0 if it does not say
 * @param expiresAtMillis from when on it is not good any more
 */
public record Pass(@Nullable String id, long issuedAtMillis, long expiresAtMillis) {

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * Where there is no token that ends: it begins with the request, so that what is revoked is what
   * was begun before.
   */
  static Pass ofVisit(long nowMillis) {
    return new Pass(null, nowMillis, NEVER);
  }

  /** How long it is still good; null if it has no end. May be negative. */
  @Nullable Duration remaining(long nowMillis) {
    return expiresAtMillis == NEVER ? null : Duration.ofMillis(expiresAtMillis - nowMillis);
  }
}
