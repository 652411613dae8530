package dev.linger.hub;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of a few things that are told apart by an enum; for whoever wants to be looked at.
 *
 * <p>Threading: any thread. Adding is one {@code LongAdder}: threads that count at the same time do
 * not get in each other's way. A reading is no snapshot; each count in it is as good as any.
 *
 * @param <E> what is told apart
 */
public final class Tally<E extends Enum<E>> {

  private final Class<E> type;
  private final Map<E, LongAdder> counts;

  /** Nothing yet. */
  public Tally(Class<E> type) {
    this.type = type;
    counts = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      counts.put(each, new LongAdder());
    }
  }

  /** One more of this. */
  public void add(E what) {
    add(what, 1);
  }

  /** Some more of this. */
  public void add(E what, long count) {
    LongAdder counter = counts.get(what);
    if (counter != null) {
      counter.add(count);
    }
  }

  /** How many of each there have been, those that there were none of among them. */
  public Map<E, Long> counts() {
    Map<E, Long> sums = new EnumMap<>(type);
    counts.forEach((what, counter) -> sums.put(what, counter.sum()));
    return sums;
  }
}
