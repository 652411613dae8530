package dev.linger.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.log.LogUnavailableException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Revocations of a single node, which forgets them when it stops; short lives of tokens are what
 * helps then.
 *
 * <p>Threading: any thread; one lock, a leaf.
 */
public final class MemoryRevocationStore implements RevocationStore {

  private record Numbered(long number, Revocation revocation) {}

  private final LongSupplier millis;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Numbered> all = new LinkedHashMap<>();

  @GuardedBy("lock")
  private long last;

  /**
   * None yet.
   *
   * @param millis the wall clock
   */
  public MemoryRevocationStore(LongSupplier millis) {
    this.millis = millis;
  }

  @Override
  public void add(Revocation revocation) throws LogUnavailableException {
    long now = millis.getAsLong();
    synchronized (lock) {
      forgetEnded(now);
      Numbered before = all.remove(revocation.what());
      if (before == null && all.size() >= MAX_REVOCATIONS) {
        throw new LogUnavailableException("too many revocations hold at a time");
      }
      Revocation whole = before == null ? revocation : revocation.or(before.revocation());
      all.put(revocation.what(), new Numbered(++last, whole));
    }
  }

  /** Those of the same length of life end in the order in which they were put in. */
  @GuardedBy("lock")
  private void forgetEnded(long now) {
    Iterator<Numbered> oldest = all.values().iterator();
    while (oldest.hasNext() && oldest.next().revocation().untilMillis() <= now) {
      oldest.remove();
    }
  }

  @Override
  public Since since(long number) {
    synchronized (lock) {
      List<Revocation> later =
          all.values().stream()
              .filter(each -> each.number() > number)
              .map(Numbered::revocation)
              .toList();
      return new Since(last, later);
    }
  }
}
