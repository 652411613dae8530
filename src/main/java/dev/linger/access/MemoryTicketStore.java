package dev.linger.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tickets of a single node.
 *
 * <p>Threading: any thread; one lock, a leaf.
 */
public final class MemoryTicketStore implements TicketStore {

  /** The most tickets that wait to be used; the oldest go first. */
  static final int MAX_TICKETS = 100_000;

  private record Kept(String text, long endMillis) {}

  private final LongSupplier millis;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Kept> all = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param millis a clock
   */
  public MemoryTicketStore(LongSupplier millis) {
    this.millis = millis;
  }

  @Override
  public void put(String key, String text, Duration age) {
    long now = millis.getAsLong();
    synchronized (lock) {
      Iterator<Kept> kept = all.values().iterator();
      while (kept.hasNext() && (kept.next().endMillis() <= now || all.size() >= MAX_TICKETS)) {
        kept.remove();
      }
      all.put(key, new Kept(text, now + age.toMillis()));
    }
  }

  @Override
  public @Nullable String take(String key) {
    synchronized (lock) {
      Kept kept = all.remove(key);
      return kept == null || kept.endMillis() <= millis.getAsLong() ? null : kept.text();
    }
  }
}
