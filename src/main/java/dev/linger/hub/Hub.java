package dev.linger.hub;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's waiters.
 *
 * <p>What it offers: {@link #park} a waiter; end it by {@link #advanced}, {@link #wakeAll}, {@link
 * #endDue}, {@link #drain} or {@link #end}; or {@link #claim} it for an answer of one's own. What
 * it asks of the caller: <em>check, park, check again</em>. Between the first read of the log and
 * the parking an event may arrive and find no waiter; only a second read, after {@code park}, sees
 * it. The other way round is covered by the order in which the log does things: an event is
 * readable before {@code advanced} is called. (Kafka's {@code
 * DelayedOperation.tryCompleteElseWatch} has the same three steps for the same reason.)
 *
 * <p>Threading: any thread may call any method. There is no lock here: one compare-and-set on the
 * waiter decides who ends it, and the winner takes it out of every index at that moment. Ends are
 * carried out on the answer executor, in chunks, so that neither the thread that follows the log
 * nor the one that watches deadlines ever runs a poll. Its queue is bounded by what it can hold: at
 * most one entry per channel that has waiters, and one per {@value #CHUNK} parked polls.
 */
public final class Hub {

  private static final Logger log = LoggerFactory.getLogger(Hub.class);

  /**
   * How many ends one answer task carries out: enough to be cheap, few enough to share the work.
   */
  private static final int CHUNK = 256;

  /** What became of an attempt to park. */
  public enum Parking {
    /** It waits; do the second read now. */
    PARKED,
    /** Refused: this node is going away. */
    DRAINING,
    /** Refused: this node holds as many waiters as it may. */
    FULL
  }

  private final int capacity;
  private final Executor answers;
  private final WaiterIndex index = new WaiterIndex();
  private final Deadlines<Waiter> deadlines;
  private final Map<String, Waiter> byClient = new ConcurrentHashMap<>();
  private final AtomicInteger parked = new AtomicInteger();
  private volatile boolean draining;

  /**
   * An empty hub.
   *
   * @param ticker the time
   * @param tickNanos how finely deadlines are told apart, in nanoseconds
   * @param capacity the most waiters at a time
   * @param answers where ends are carried out
   */
  public Hub(Ticker ticker, long tickNanos, int capacity, Executor answers) {
    this.capacity = capacity;
    this.answers = answers;
    this.deadlines = new Deadlines<>(ticker, tickNanos);
  }

  /** Parks the waiter, ending an older one of the same client. After this, read the log again. */
  public Parking park(Waiter waiter) {
    boolean full = parked.incrementAndGet() > capacity;
    if (full || draining) {
      // Refused by the one compare-and-set too, because a client may go before or after this: an
      // end that came first has been counted, and one that comes later finds nothing to count.
      claim(waiter, Outcome.REFUSED);
      return draining ? Parking.DRAINING : Parking.FULL;
    }
    // The client comes first: once the waiter is indexed it may be woken and its poll may park anew
    // before we get on, and then it would find its own successor here, and end it.
    Waiter older = waiter.client() == null ? null : byClient.put(waiter.client(), waiter);
    if (older != null) {
      end(older, Outcome.SUPERSEDED);
    }
    index.add(waiter);
    deadlines.add(waiter, waiter.dueNanos());
    if (waiter.hasEnded()) {
      // Ended while it was being indexed: the winner has cleared what was there at that moment, and
      // what was added since would stay for ever.
      forget(waiter);
    } else if (draining) {
      // drain() may have looked before the waiter was there: whoever comes second sees the other.
      end(waiter, Outcome.DRAINED);
    }
    return Parking.PARKED;
  }

  /**
   * Takes the waiter for an answer of one's own; it is not told.
   *
   * @return false if somebody else has ended it: then that one answers
   */
  public boolean claim(Waiter waiter, Outcome how) {
    if (!waiter.tryEnd(how)) {
      return false;
    }
    forget(waiter);
    parked.decrementAndGet();
    return true;
  }

  /** Ends the waiter, if it has not ended: it is told on an answer thread. */
  public void end(Waiter waiter, Outcome how) {
    if (claim(waiter, how)) {
      answers.execute(() -> tell(waiter, how));
    }
  }

  /**
   * Something at {@code position} can now be read in the channel: wakes those who are behind it.
   * Returns at once. Several calls for one channel that find the answer threads busy become one.
   */
  public void advanced(ChannelName channel, Position position) {
    if (index.advance(channel, position)) {
      answers.execute(() -> endAll(index.takeBehind(channel), Outcome.ADVANCED));
    }
  }

  /** Wakes everyone to read again: the log was away, or began a new life. */
  public void wakeAll() {
    endAll(deadlines.first(Integer.MAX_VALUE), Outcome.ADVANCED);
  }

  /** Ends those whose hold is over; to be called every tick. */
  public void endDue() {
    endAll(deadlines.due(), Outcome.DUE);
  }

  /**
   * Stops parking, for good, and ends some of those who are parked.
   *
   * @param most how many to end with this call
   * @return how many are still parked
   */
  public int drain(int most) {
    draining = true;
    endAll(deadlines.first(most), Outcome.DRAINED);
    return parked.get();
  }

  /** True once {@link #drain} has been called. */
  public boolean isDraining() {
    return draining;
  }

  /** How many waiters are parked now. */
  public int parkedCount() {
    return parked.get();
  }

  /** True if no trace of any waiter is left; for tests. */
  boolean holdsNothing() {
    return parked.get() == 0
        && index.channelCount() == 0
        && deadlines.first(1).isEmpty()
        && byClient.isEmpty();
  }

  @Override
  public String toString() {
    return "Hub["
        + parked
        + " of "
        + capacity
        + " parked, "
        + index.channelCount()
        + " channels"
        + (draining ? ", draining]" : "]");
  }

  private void endAll(List<Waiter> waiters, Outcome how) {
    for (int from = 0; from < waiters.size(); from += CHUNK) {
      List<Waiter> chunk = waiters.subList(from, Math.min(from + CHUNK, waiters.size()));
      answers.execute(() -> endHere(chunk, how));
    }
  }

  private void endHere(List<Waiter> waiters, Outcome how) {
    for (Waiter waiter : waiters) {
      if (claim(waiter, how)) {
        tell(waiter, how);
      }
    }
  }

  /** One that stumbles must not take along those who come after it in the same chunk. */
  private static void tell(Waiter waiter, Outcome how) {
    try {
      waiter.tell(how);
    } catch (RuntimeException e) {
      log.error("{} stumbled when it was told", waiter, e);
    }
  }

  private void forget(Waiter waiter) {
    index.remove(waiter);
    deadlines.remove(waiter, waiter.dueNanos());
    if (waiter.client() != null) {
      byClient.remove(waiter.client(), waiter);
    }
  }
}
