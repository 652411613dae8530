package dev.linger.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides who somebody is, what they may do, and whether they still may.
 *
 * <p>Threading: called by many threads at a time; must not wait for anything.
 */
public interface Access extends AccessPolicy {

  /**
   * Who is it?
   *
   * @return null if what is shown is no good: the client is then asked for something better. Who
   *     shows nothing is {@link Caller#ANONYMOUS}, and may do what that one may
   */
  @Nullable Caller identify(Credentials shown);

  /** False once what the caller has shown has ended or was revoked. */
  boolean isWelcome(Caller caller);

  /** How long what the caller has shown is still good; null if it has no end. May be negative. */
  @Nullable Duration remaining(Caller caller);

  /** False as long as nobody can be known, for want of any key to know them by. */
  default boolean isReady() {
    return true;
  }
}
