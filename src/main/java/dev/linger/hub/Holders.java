package dev.linger.hub;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many waiters each user and each address has. Each waiter is added once, when it is parked or
 * refused, and removed once, by whoever ends it; which of the two comes first does not matter: a
 * count may be below zero for a moment, and whoever is at zero takes no memory.
 *
 * <p>Threading: any thread; a count is changed inside the map's atomic operations only.
 */
final class Holders {

  private static final Logger log = LoggerFactory.getLogger(Holders.class);

  private final Seats seats;
  private final ConcurrentHashMap<String, Integer> byUser = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final AtomicBoolean hasComplained = new AtomicBoolean();

  Holders(Seats seats) {
    this.seats = seats;
  }

  /**
   * One more.
   *
   * @return false if its user or address has more than it may by that
   */
  boolean add(Holder holder) {
    boolean userFits = change(byUser, holder.user(), 1) <= seats.perUser();
    boolean addressFits = change(byAddress, holder.address(), 1) <= seats.perAddress();
    if (!addressFits && !hasComplained.getAndSet(true)) {
      log.warn(
          "{} has as many polls waiting as one address may ({}); if it is a proxy's, Linger has to be"
              + " told to trust it. Said once",
          holder.address(),
          seats.perAddress());
    }
    return userFits && addressFits;
  }

  /** Whether neither its user nor its address has more than it may. */
  boolean fits(Holder holder) {
    return count(byUser, holder.user()) <= seats.perUser()
        && count(byAddress, holder.address()) <= seats.perAddress();
  }

  void remove(Holder holder) {
    change(byUser, holder.user(), -1);
    change(byAddress, holder.address(), -1);
  }

  boolean isEmpty() {
    return byUser.isEmpty() && byAddress.isEmpty();
  }

  private static int count(ConcurrentHashMap<String, Integer> counts, @Nullable String key) {
    return key == null ? 0 : counts.getOrDefault(key, 0);
  }

  private static int change(
      ConcurrentHashMap<String, Integer> counts, @Nullable String key, int by) {
    if (key == null) {
      return 0;
    }
    Integer now =
        counts.compute(
            key,
            (name, present) -> {
              int changed = (present == null ? 0 : present) + by;
              return changed == 0 ? null : Integer.valueOf(changed);
            });
    return now == null ? 0 : now;
  }
}
