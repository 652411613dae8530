package dev.linger.hub;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
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
    FULL,
    /** Refused: whose it is has as many as one may, by their name or by their address. */
    CROWDED
  }

  private final Seats seats;
  private final Holders holders;
  private final Executor answers;
  private final WaiterIndex index = new WaiterIndex();
  private final Deadlines<Waiter> deadlines;
  private final Map<String, Waiter> byClient = new ConcurrentHashMap<>();
  private final AtomicInteger parked = new AtomicInteger();
  private final LongAdder wakeUps = new LongAdder();
  private final Tally<Outcome> ends = new Tally<>(Outcome.class);
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
    this(ticker, tickNanos, Seats.of(capacity), answers);
  }

  /**
   * An empty hub with a bound for each user and address, too.
   *
   * @param ticker the time
   * @param tickNanos how finely deadlines are told apart, in nanoseconds
   * @param seats the most waiters at a time
   * @param answers where ends are carried out
   */
  public Hub(Ticker ticker, long tickNanos, Seats seats, Executor answers) {
    this.seats = seats;
    this.holders = new Holders(seats);
    this.answers = answers;
    this.deadlines = new Deadlines<>(ticker, tickNanos);
  }

  /**
   * Parks the waiter, ending an older one of the same client, or itself if there is a later one.
   * After this, read the log again.
   */
  public Parking park(Waiter waiter) {
    boolean fits = parked.incrementAndGet() <= seats.all();
    boolean isAllowed = holders.add(waiter.holder());
    if (draining) {
      refuse(waiter);
      return Parking.DRAINING;
    }
    // The client comes first: once the waiter is indexed it may be woken and its poll may park anew
    // before we get on, and then it would find its own successor here, and end it.
    Waiter other = waiter.client() == null ? null : otherOf(waiter.client(), waiter);
    if (other != null) {
      end(other, Outcome.SUPERSEDED);
    }
    if (other == waiter) {
      return Parking.PARKED;
    }
    if (!(fits && isAllowed) && !hasRoomInsteadOf(other, waiter)) {
      refuse(waiter);
      return isAllowed ? Parking.FULL : Parking.CROWDED;
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

  /** Whether there is room for it now that the one before it, if there was one, has ended. */
  private boolean hasRoomInsteadOf(@Nullable Waiter other, Waiter waiter) {
    return other != null && parked.get() <= seats.all() && holders.fits(waiter.holder());
  }

  /**
   * By the one compare-and-set too, because a client may go before or after this: an end that came
   * first has been counted, and one that comes later finds nothing to count.
   */
  private void refuse(Waiter waiter) {
    if (!claim(waiter, Outcome.REFUSED)) {
      // What has been noted since that end would stay for ever.
      forget(waiter);
    }
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
    holders.remove(waiter.holder());
    parked.decrementAndGet();
    ends.add(how);
    return true;
  }

  /** The client says goodbye: ends what it waits with. */
  public void leave(String client) {
    Waiter waiter = byClient.get(client);
    if (waiter != null) {
      end(waiter, Outcome.LEFT);
    }
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
      wakeUps.increment();
      answers.execute(() -> endAll(index.takeBehind(channel), Outcome.ADVANCED));
    }
  }

  /** Wakes everyone to read again: the log was away, or began a new life. */
  public void wakeAll() {
    endAll(deadlines.first(Integer.MAX_VALUE), Outcome.ADVANCED);
  }

  /**
   * Wakes what some users wait with, to be looked at again. All waiters are gone through, which is
   * little against what waking all of them would cost.
   */
  public void wake(Set<String> users) {
    List<Waiter> theirs =
        deadlines.first(Integer.MAX_VALUE).stream()
            .filter(waiter -> isOneOf(users, waiter.holder().user()))
            .toList();
    endAll(theirs, Outcome.ADVANCED);
  }

  private static boolean isOneOf(Set<String> users, @Nullable String user) {
    return user != null && users.contains(user);
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

  /** How many may be parked. */
  public int capacity() {
    return seats.all();
  }

  /** How many times a channel's waiters were woken: of several events at once, one counts. */
  public long wakeUps() {
    return wakeUps.sum();
  }

  /** How many waits have ended, by how. */
  public Map<Outcome, Long> ends() {
    return ends.counts();
  }

  /** True if no trace of any waiter is left; for tests. */
  boolean holdsNothing() {
    return parked.get() == 0
        && index.channelCount() == 0
        && deadlines.first(1).isEmpty()
        && byClient.isEmpty()
        && holders.isEmpty();
  }

  @Override
  public String toString() {
    return "Hub["
        + parked
        + " of "
        + seats.all()
        + " parked, "
        + index.channelCount()
        + " channels"
        + (draining ? ", draining]" : "]");
  }

  /**
   * Of the client's two waiters the one that has to go, this one or another; null if it is alone.
   */
  private @Nullable Waiter otherOf(Client client, Waiter waiter) {
    @Nullable Waiter[] other = new Waiter[1];
    byClient.merge(
        client.name(),
        waiter,
        (present, fresh) -> {
          Client before = present.client();
          boolean late = before != null && client.isOlderThan(before);
          other[0] = late ? fresh : present;
          return late ? present : fresh;
        });
    return other[0];
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
      byClient.remove(waiter.client().name(), waiter);
    }
  }
}
