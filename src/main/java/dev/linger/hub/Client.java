package dev.linger.hub;

/**
 * Who waits, and since when. Of two waiters of one client the one that came later stays: the other
 * is left over from a connection that the client has given up.
 *
 * @param name tells one client from another
 * @param sinceNanos when the request came that waits, as a {@link Ticker} value; the same for all
 *     waiters of one stream
 */
public record Client(String name, long sinceNanos) {

  boolean isOlderThan(Client other) {
    return sinceNanos - other.sinceNanos < 0;
  }
}
