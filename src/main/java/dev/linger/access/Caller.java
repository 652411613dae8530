package dev.linger.access;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param user the forum's user id, which {@code user:me} stands for; null for somebody who did not
 *     say
 */
public record Caller(@Nullable String user) {

  /** Somebody who did not say who they are. */
  public static final Caller ANONYMOUS = new Caller(null);
}
