package dev.linger.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells what is due. Deadlines are rounded up to ticks, so nothing is told early and everything at
 * most one tick late; the many that share a tick share one map entry. Adding and removing touch
 * memory only, and removing is complete: what was answered early leaves nothing behind.
 *
 * <p>Threading: any thread may call any method; one lock, held for a few map operations, with
 * nothing called inside.
 *
 * @param <T> what has deadlines; compared by {@code equals}
 */
public final class Deadlines<T> {

  private final Ticker ticker;
  private final long tickNanos;
  private final long originNanos;

  @GuardedBy("this")
  private final TreeMap<Long, Set<T>> byTick = new TreeMap<>();

  /**
   * No deadlines yet.
   *
   * @param ticker the time
   * @param tickNanos how finely deadlines are told apart, in nanoseconds
   */
  public Deadlines(Ticker ticker, long tickNanos) {
    this.ticker = ticker;
    this.tickNanos = tickNanos;
    this.originNanos = ticker.nanos();
  }

  /** Notes that {@code item} is due at {@code dueNanos}; a moment in the past is due at once. */
  public synchronized void add(T item, long dueNanos) {
    byTick.computeIfAbsent(tickOf(dueNanos), tick -> new HashSet<>()).add(item);
  }

  /** Forgets the item. The moment must be the one it was added with. */
  public synchronized void remove(T item, long dueNanos) {
    byTick.computeIfPresent(
        tickOf(dueNanos),
        (tick, items) -> {
          items.remove(item);
          return items.isEmpty() ? null : items;
        });
  }

  /** Takes out everything whose moment has come. */
  public synchronized List<T> due() {
    // The tick that is running now has not passed: what was rounded up to it is not due yet.
    long passed = Math.floorDiv(ticker.nanos() - originNanos, tickNanos);
    List<T> due = new ArrayList<>();
    for (Map.Entry<Long, Set<T>> first = byTick.firstEntry();
        first != null && first.getKey() <= passed;
        first = byTick.firstEntry()) {
      due.addAll(first.getValue());
      byTick.pollFirstEntry();
    }
    return due;
  }

  /** Everything that has a deadline, soonest first, up to a number. */
  public synchronized List<T> first(int most) {
    List<T> first = new ArrayList<>();
    for (Set<T> items : byTick.values()) {
      for (T item : items) {
        if (first.size() == most) {
          return first;
        }
        first.add(item);
      }
    }
    return first;
  }

  private long tickOf(long dueNanos) {
    return -Math.floorDiv(originNanos - dueNanos, tickNanos);
  }
}
