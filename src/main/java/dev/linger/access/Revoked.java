package dev.linger.access;

/**
 * Knows what was taken back before its end.
 *
 * <p>Threading: called by many threads; must not wait for anything.
 */
@FunctionalInterface
public interface Revoked {

  /** Nothing ever is. */
  Revoked NOTHING = caller -> false;

  /** Was the token taken back with which the caller came, or all of this user's? */
  boolean isRevoked(Caller caller);
}
