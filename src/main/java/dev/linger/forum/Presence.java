package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.hub.Ticker;
import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in a thread: those whose polls and streams this node and the others see.
 *
 * <p>A request only leaves a note in memory. The notes of a moment go to the store in one step, and
 * a lease that was renewed is left alone for a third of its time, however busy its thread makes its
 * clients.
 *
 * <p>Threading: {@link #seen}, {@link #left} and {@link #people} are called by any thread; {@link
 * #tick} by the presence thread alone.
 */
public final class Presence {

  private static final Logger log = LoggerFactory.getLogger(Presence.class);

  /** How often to call {@link #tick}: so long a newcomer waits to be told of. */
  public static final Duration TICK = Duration.ofMillis(100);

  /** How often the leases are looked through. */
  static final Duration SWEEP = Duration.ofSeconds(1);

  /**
   * How long a client may wait before it polls again, when that has failed a few times. A lease
   * that is not renewed now must last over the hold and this.
   */
  public static final Duration BACK_OFF = Duration.ofSeconds(30);

  /** How many renewals go to the store at a time: about a millisecond of Redis. */
  static final int BATCH = 500;

  /** A lease is not renewed before this share of it is over. */
  private static final int USUAL_SHARE = 3;

  /** Also not where its clients ask for holds that hardly fit into it. */
  private static final int LEAST_SHARE = 18;

  private final PresenceStore store;
  private final Ticker ticker;
  private final long leaseNanos;
  private final Sightings sightings = new Sightings();
  private long sweepDueNanos;
  private long forgetDueNanos;
  private boolean isAway;

  /** Presence in a store whose leases last for so long. */
  public Presence(PresenceStore store, Ticker ticker, Duration lease) {
    this.store = store;
    this.ticker = ticker;
    this.leaseNanos = lease.toNanos();
    this.sweepDueNanos = ticker.nanos();
    this.forgetDueNanos = sweepDueNanos;
  }

  /**
   * Somebody asks for what happens in some channels: they are in those that are threads.
   *
   * @param client which of their clients it is; null if it does not say
   * @param hold how long they may now be silent
   */
  public void seen(
      Person person, @Nullable String client, List<ChannelName> channels, Duration hold) {
    long now = ticker.nanos();
    String name = client == null ? person.id() + "\n" : client;
    for (ChannelName channel : channels) {
      if (Lease.isThread(channel)) {
        sightings.seen(new Lease(channel, person, name), now, interval(hold));
      }
    }
  }

  /** A client of a known user says goodbye. */
  public void left(String client) {
    sightings.left(client, ticker.nanos());
  }

  /**
   * Who is in a thread.
   *
   * @throws LogUnavailableException if the store can't be asked
   */
  public People people(ChannelName thread) throws LogUnavailableException {
    return store.snapshot(thread);
  }

  /** Tells the store what has been noted, and lets it sweep when it is time. */
  public void tick() {
    try {
      leave();
      renew();
      sweep();
      if (isAway) {
        isAway = false;
        log.info("presence is kept again");
      }
    } catch (LogUnavailableException e) {
      if (!isAway) {
        isAway = true;
        log.warn("presence waits for the log: {}", e.getMessage());
      }
    }
  }

  private void leave() throws LogUnavailableException {
    List<String> clients = sightings.takeLeaving();
    for (int from = 0; from < clients.size(); from += BATCH) {
      // What fails here is not tried again: these leases end by themselves.
      store.leave(clients.subList(from, Math.min(from + BATCH, clients.size())));
    }
  }

  private void renew() throws LogUnavailableException {
    Map<Lease, Long> due;
    do {
      due = sightings.takeDue(BATCH, ticker.nanos(), leaseNanos);
      if (!due.isEmpty()) {
        renew(due);
      }
    } while (due.size() == BATCH);
  }

  private void renew(Map<Lease, Long> due) throws LogUnavailableException {
    long now = ticker.nanos();
    try {
      store.renew(List.copyOf(due.keySet()));
      sightings.renewed(due.keySet(), now);
    } catch (LogUnavailableException e) {
      sightings.failed(due);
      throw e;
    }
  }

  private void sweep() throws LogUnavailableException {
    long now = ticker.nanos();
    if (now - forgetDueNanos >= 0) {
      forgetDueNanos = now + leaseNanos / USUAL_SHARE;
      sightings.forget(now, leaseNanos / USUAL_SHARE);
    }
    if (now - sweepDueNanos >= 0) {
      sweepDueNanos = now + SWEEP.toNanos();
      store.sweep();
    }
  }

  /** How old a renewal must be to be repeated, so that the lease outlasts the silence. */
  private long interval(Duration hold) {
    long spare = leaseNanos - hold.toNanos() - BACK_OFF.toNanos();
    return Math.max(leaseNanos / LEAST_SHARE, Math.min(leaseNanos / USUAL_SHARE, spare));
  }

  @Override
  public String toString() {
    return "Presence[" + sightings.known() + " leases renewed]";
  }
}
