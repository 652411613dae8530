package dev.linger.forum;

import dev.linger.event.ChannelName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who this node has seen, and which of it the store is still to be told.
 *
 * <p>Threading: {@link #seen} and {@link #left} are called by any thread and touch concurrent maps
 * only. Everything else is called by the presence thread, which alone writes down what was renewed.
 */
final class Sightings {

  /**
   * How many leases are remembered. More than a node has parked polls and channels for; beyond it,
   * who is new is not noticed.
   */
  static final int MAX_LEASES = 200_000;

  /**
   * How many new leases one person may have between two {@linkplain #forget forgettings}, a third
   * of a lease apart: twenty tabs with as many channels as a poll has. Each may be announced in its
   * thread, and one person must neither fill the log with that, nor take everybody's places.
   */
  static final int MAX_FRESH = 1_000;

  /** When leases were renewed, by client; nothing that is older than any interval. */
  private final Map<String, Map<ChannelName, Long>> renewed = new ConcurrentHashMap<>();

  /** Leases to be renewed, by when they were seen. */
  private final Map<Lease, Long> due = new ConcurrentHashMap<>();

  /** Clients that have said goodbye, by when. */
  private final Map<String, Long> leaving = new ConcurrentHashMap<>();

  /** How many leases of a person were new of late. */
  private final Map<String, AtomicInteger> fresh = new ConcurrentHashMap<>();

  /** How many there are in {@link #renewed}. */
  private final AtomicInteger known = new AtomicInteger();

  /**
   * A client was seen: notes its lease, unless that was renewed less than an interval ago.
   *
   * @param interval in nanoseconds
   */
  void seen(Lease lease, long now, long interval) {
    Map<ChannelName, Long> before = renewed.get(lease.client());
    @Nullable Long at = before == null ? null : before.get(lease.thread());
    if (at != null && now - at < interval && !leaving.containsKey(lease.client())) {
      return;
    }
    if (at != null || due.containsKey(lease) || isAllowed(lease.person().id())) {
      due.put(lease, now);
    }
  }

  /** Room for a new lease, for this person. */
  private boolean isAllowed(String person) {
    return due.size() + known.get() < MAX_LEASES
        && fresh.computeIfAbsent(person, who -> new AtomicInteger()).incrementAndGet() <= MAX_FRESH;
  }

  /** A client says goodbye. It counts for what was seen of it until now. */
  void left(String client, long now) {
    if (leaving.size() < MAX_LEASES) {
      leaving.put(client, now);
    }
  }

  /** Takes those who have said goodbye, and forgets what was seen of them before. */
  List<String> takeLeaving() {
    if (leaving.isEmpty()) {
      return List.of();
    }
    Map<String, Long> taken = new HashMap<>(leaving);
    taken.forEach(leaving::remove);
    due.entrySet()
        .removeIf(
            seen -> {
              @Nullable Long at = taken.get(seen.getKey().client());
              return at != null && seen.getValue() - at < 0;
            });
    for (String client : taken.keySet()) {
      Map<ChannelName, Long> before = renewed.remove(client);
      known.addAndGet(before == null ? 0 : -before.size());
    }
    return List.copyOf(taken.keySet());
  }

  /**
   * Takes some of the leases that are due, by when they were seen, and forgets those that were seen
   * too long ago.
   *
   * @param oldest when the store has been away for longer than this, in nanoseconds, nobody can say
   *     who is still there
   */
  Map<Lease, Long> takeDue(int most, long now, long oldest) {
    Map<Lease, Long> taken = new LinkedHashMap<>();
    Iterator<Map.Entry<Lease, Long>> each = due.entrySet().iterator();
    while (taken.size() < most && each.hasNext()) {
      Map.Entry<Lease, Long> seen = each.next();
      long at = seen.getValue();
      due.remove(seen.getKey(), at);
      if (now - at < oldest) {
        taken.put(seen.getKey(), at);
      }
    }
    return taken;
  }

  /** These leases were renewed. */
  void renewed(Collection<Lease> leases, long now) {
    for (Lease lease : leases) {
      Map<ChannelName, Long> of =
          renewed.computeIfAbsent(lease.client(), client -> new ConcurrentHashMap<>());
      if (of.put(lease.thread(), now) == null) {
        known.incrementAndGet();
      }
    }
  }

  /** These could not be, and are due again. */
  void failed(Map<Lease, Long> leases) {
    leases.forEach(due::putIfAbsent);
  }

  /** Forgets what was renewed longer ago than an interval: it is due anyway when it is seen. */
  void forget(long now, long interval) {
    fresh.clear();
    for (Map<ChannelName, Long> of : renewed.values()) {
      int before = of.size();
      of.values().removeIf(at -> now - at >= interval);
      known.addAndGet(of.size() - before);
    }
    renewed.values().removeIf(Map::isEmpty);
  }

  int known() {
    return known.get();
  }
}
