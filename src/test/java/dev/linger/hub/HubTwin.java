package dev.linger.hub;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The protocol of {@link Hub}, step by step as it is there, on the same index and deadlines. Each
 * step that a race test stands guard over can be left out, to show that the test then fails. With
 * nothing left out it must pass them all, or the twin would prove nothing.
 */
final class HubTwin implements WaitingRoom {

  /** What to leave out. */
  enum Without {
    NOTHING,
    /** Claiming looks and then sets, instead of doing both at once. */
    SINGLE_WINNER,
    /** Parking does not look again for a drain after it has indexed. */
    SECOND_LOOK_AT_DRAINING,
    /** Parking does not clear up after a waiter that was ended while it was being indexed. */
    FORGETTING_AFTER_INDEXING,
    /** Parking notes the client last, when the waiter can be found already. */
    CLIENT_FIRST,
    /** A refusal takes back its count by itself, whatever became of the waiter. */
    COUNTING_REFUSALS_ONCE,
    /** Parking notes whose it is only if it is not refused; whoever ends it takes that back. */
    NOTING_THE_HOLDER_FIRST
  }

  private final Without without;
  private final Seats seats;
  private final Holders holders;
  private final WaiterIndex index = new WaiterIndex();
  private final Deadlines<Waiter> deadlines;
  private final Map<String, Waiter> byClient = new ConcurrentHashMap<>();
  private final AtomicInteger parked = new AtomicInteger();
  private volatile boolean draining;

  HubTwin(Without without, Ticker ticker, Seats seats) {
    this.without = without;
    this.seats = seats;
    this.holders = new Holders(seats);
    this.deadlines = new Deadlines<>(ticker, 1);
  }

  @Override
  public Hub.Parking park(Waiter waiter) {
    boolean full = parked.incrementAndGet() > seats.all();
    boolean isAllowed =
        without == Without.NOTING_THE_HOLDER_FIRST
            ? holders.fits(waiter.holder())
            : holders.add(waiter.holder());
    if (full || draining || !isAllowed) {
      if (without == Without.COUNTING_REFUSALS_ONCE) {
        parked.decrementAndGet();
      } else {
        claim(waiter, Outcome.REFUSED);
      }
      return draining ? Hub.Parking.DRAINING : Hub.Parking.FULL;
    }
    if (without == Without.NOTING_THE_HOLDER_FIRST && !waiter.hasEnded()) {
      holders.add(waiter.holder());
    }
    if (without != Without.CLIENT_FIRST) {
      noteClient(waiter);
    }
    index.add(waiter);
    deadlines.add(waiter, waiter.dueNanos());
    if (without == Without.CLIENT_FIRST) {
      noteClient(waiter);
    }
    if (waiter.hasEnded()) {
      if (without != Without.FORGETTING_AFTER_INDEXING) {
        forget(waiter);
      }
    } else if (draining && without != Without.SECOND_LOOK_AT_DRAINING) {
      end(List.of(waiter), Outcome.DRAINED);
    }
    return Hub.Parking.PARKED;
  }

  @Override
  public boolean claim(Waiter waiter, Outcome how) {
    if (without == Without.SINGLE_WINNER) {
      if (waiter.hasEnded()) {
        return false;
      }
      waiter.tryEnd(how);
    } else if (!waiter.tryEnd(how)) {
      return false;
    }
    forget(waiter);
    holders.remove(waiter.holder());
    parked.decrementAndGet();
    return true;
  }

  @Override
  public void advanced(ChannelName channel, Position position) {
    if (index.advance(channel, position)) {
      end(index.takeBehind(channel), Outcome.ADVANCED);
    }
  }

  @Override
  public void endDue() {
    end(deadlines.due(), Outcome.DUE);
  }

  @Override
  public void drain() {
    draining = true;
    end(deadlines.first(Integer.MAX_VALUE), Outcome.DRAINED);
  }

  @Override
  public int parkedCount() {
    return parked.get();
  }

  @Override
  public boolean holdsNothing() {
    return parked.get() == 0
        && index.channelCount() == 0
        && deadlines.first(1).isEmpty()
        && byClient.isEmpty()
        && holders.isEmpty();
  }

  private void noteClient(Waiter waiter) {
    if (waiter.client() != null) {
      Waiter older = byClient.put(waiter.client().name(), waiter);
      if (older != null) {
        end(List.of(older), Outcome.SUPERSEDED);
      }
    }
  }

  private void end(List<Waiter> waiters, Outcome how) {
    for (Waiter waiter : waiters) {
      if (claim(waiter, how)) {
        waiter.tell(how);
      }
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
