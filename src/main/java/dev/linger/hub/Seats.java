package dev.linger.hub;

/**
 * How many may wait at a time.
 *
 * @param all on this node
 * @param perUser of one user
 * @param perAddress from one address
 */
public record Seats(int all, int perUser, int perAddress) {

  /** So many, whoever they are. */
  public static Seats of(int all) {
    return new Seats(all, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }
}
