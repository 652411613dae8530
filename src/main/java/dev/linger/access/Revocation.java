package dev.linger.access;

import org.jspecify.annotations.Nullable;

/**
 * Some tokens that are no longer good although they have not expired.
 *
 * @param user whose
 * @param token the {@code jti} of the one that is meant; null for all that were issued up to {@code
 *     beforeMillis}
 * @param beforeMillis tokens that were issued later are good, in milliseconds since 1970
 * @param untilMillis from when on the revoked ones have expired, and nobody need remember this
 */
public record Revocation(String user, @Nullable String token, long beforeMillis, long untilMillis) {

  /** The longest {@code jti} that is remembered, in characters. */
  public static final int MAX_TOKEN_LENGTH = Claims.MAX_TEXT;

  private static final char BETWEEN = '\n';

  /** What was revoked: two that say the same of different moments are one. */
  String what() {
    return user + BETWEEN + (token == null ? "" : token);
  }

  /** What {@link #what} gave, and until when. */
  static Revocation of(String what, long beforeMillis, long untilMillis) {
    int at = what.indexOf(BETWEEN);
    String token = what.substring(at + 1);
    return new Revocation(
        what.substring(0, at), token.isEmpty() ? null : token, beforeMillis, untilMillis);
  }

  /** Is it about this token? Its user is known to be the one. */
  boolean covers(Pass pass) {
    return token == null ? pass.issuedAtMillis() <= beforeMillis : token.equals(pass.id());
  }

  /** The one that covers more of two that say the same. */
  Revocation or(Revocation other) {
    return new Revocation(
        user,
        token,
        Math.max(beforeMillis, other.beforeMillis),
        Math.max(untilMillis, other.untilMillis));
  }
}
