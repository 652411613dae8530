package dev.linger.hub;

import org.jspecify.annotations.Nullable;

/**
 * Who holds a waiter, as far as bounds go.
 *
 * @param user null for somebody who did not say
 * @param address null if it does not matter
 */
public record Holder(@Nullable String user, @Nullable String address) {

  /** Somebody who is not counted. */
  public static final Holder NOBODY = new Holder(null, null);
}
