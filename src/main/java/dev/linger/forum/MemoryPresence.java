package dev.linger.forum;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.ChannelName;
import dev.linger.hub.Ticker;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Presence of a node that is alone. Time is monotonic here: no clock that jumps ends a lease.
 *
 * <p>Threading: changes come from one thread, so that they are announced in their order; the lock
 * is for those who take a snapshot meanwhile. What has changed is appended after it is released: a
 * snapshot may be ahead of the log, and then the events that follow say again what it has said.
 */
public final class MemoryPresence implements PresenceStore {

  private final EventLog log;
  private final Ticker ticker;
  private final PresenceLimits limits;

  @GuardedBy("this")
  private final Map<ChannelName, ThreadPeople> threads = new HashMap<>();

  /** Nobody is there. */
  public MemoryPresence(EventLog log, Ticker ticker, PresenceLimits limits) {
    this.log = log;
    this.ticker = ticker;
    this.limits = limits;
  }

  @Override
  public void renew(List<Lease> leases) throws LogUnavailableException {
    long now = ticker.nanos();
    List<Draft> news = new ArrayList<>();
    synchronized (this) {
      for (Lease lease : leases) {
        threads
            .computeIfAbsent(lease.thread(), thread -> new ThreadPeople(thread, limits))
            .renew(lease, now, news);
      }
    }
    append(news);
  }

  @Override
  public synchronized void leave(List<String> clients) {
    long end = ticker.nanos() + PresenceLimits.GRACE.toNanos();
    Set<String> leaving = Set.copyOf(clients);
    threads.values().forEach(people -> people.leave(leaving, end));
  }

  @Override
  public void sweep() throws LogUnavailableException {
    long now = ticker.nanos();
    List<Draft> news = new ArrayList<>();
    synchronized (this) {
      threads.values().forEach(people -> people.sweep(now, news));
      threads.values().removeIf(ThreadPeople::isForgotten);
    }
    append(news);
  }

  @Override
  public synchronized People snapshot(ChannelName thread) {
    ThreadPeople people = threads.get(thread);
    return people == null ? new People(0, List.of()) : people.snapshot();
  }

  private void append(List<Draft> news) throws LogUnavailableException {
    if (!news.isEmpty()) {
      log.append(news);
    }
  }
}
