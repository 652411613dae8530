package dev.linger.access;

import dev.linger.hub.Ticker;

/**
 * The rates that are kept on this node.
 *
 * @param requests of an address
 * @param events that a publisher publishes
 * @param actions of one kind of a user: typing, reading, and so on
 */
public record RateLimits(RateLimit requests, RateLimit events, RateLimit actions) {

  /**
   * What is allowed.
   *
   * @param requests a second from one address
   * @param events a second by one publisher
   * @param actions a second of one kind by one user
   */
  public record Rates(Rate requests, Rate events, Rate actions) {}

  /** Nobody has done anything yet. */
  public static RateLimits of(Rates rates, Ticker ticker) {
    return new RateLimits(
        new RateLimit(rates.requests(), ticker),
        new RateLimit(rates.events(), ticker),
        new RateLimit(rates.actions(), ticker));
  }
}
