package dev.linger.forum;

import dev.linger.event.Cursor;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's memory for clients that have none. The next poll is what proves that an answer has
 * arrived: the cursor that it carries becomes the client's position, and a poll without a cursor
 * goes on from there.
 *
 * <p>What polls prove is gathered here and stored by {@link #flush}, about once a second, so that
 * polls do not wait for Redis. A node that is killed in between takes a second of progress with it.
 * By that something is told again, and nothing is left out: a client's first poll at a node sets
 * its position before it is answered, so what is stored never lies beyond what was proved. Were the
 * first one gathered, too, another node could take a client for a new one, that begins now.
 *
 * <p>Threading: any thread. What is gathered lies in a concurrent map; an entry is taken out after
 * it was stored, and only if it has not moved meanwhile.
 */
public final class Resuming {

  private static final Logger log = LoggerFactory.getLogger(Resuming.class);

  /** How many positions are gathered at the most; those beyond wait for the client's next poll. */
  static final int MAX_GATHERED = 100_000;

  private static final ReadLimit NOTHING = new ReadLimit(1, 1);

  private final EventLog events;
  private final ResumeStore store;
  private final Map<ResumeStore.Client, Cursor> gathered = new ConcurrentHashMap<>();

  /** Clients that have a position in the store. */
  private final Set<ResumeStore.Client> known = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean flushing = new AtomicBoolean();

  /** Remembers nothing that the store does not. */
  public Resuming(EventLog events, ResumeStore store) {
    this.events = events;
    this.store = store;
  }

  /** A client has carried a cursor: it has all up to there. */
  public void proved(ResumeStore.Client client, Cursor cursor) {
    try {
      Cursor now = now();
      // Of a life that is over, or not given out yet: the answer is a reset, and proves nothing.
      boolean counts =
          cursor.epoch().equals(now.epoch()) && !cursor.position().isAfter(now.position());
      if (counts && isNew(client)) {
        store.move(Map.of(client, cursor));
        known.add(client);
      } else if (counts && (gathered.size() < MAX_GATHERED || gathered.containsKey(client))) {
        gathered.merge(client, cursor, ResumeStore::later);
      }
    } catch (LogUnavailableException e) {
      log.debug("a position was not kept: {}", e.getMessage());
    }
  }

  /**
   * Where a client goes on that has no cursor.
   *
   * @return null if it has not been here: it begins now
   */
  public @Nullable Cursor start(ResumeStore.Client client) throws LogUnavailableException {
    @Nullable Cursor here = gathered.get(client);
    // Not "now" if something has been proved: that would leave out what lies in between.
    @Nullable Cursor stored = store.find(client, here == null ? now() : here);
    known.add(client);
    if (stored == null || here == null) {
      return stored == null ? here : stored;
    }
    return ResumeStore.later(stored, here);
  }

  /** Stores what was gathered. To be called again and again; one at a time does the work. */
  public void flush() {
    if (gathered.isEmpty() || !flushing.compareAndSet(false, true)) {
      return;
    }
    try {
      Map<ResumeStore.Client, Cursor> taken = new HashMap<>(gathered);
      store.move(taken);
      taken.forEach(gathered::remove);
    } catch (LogUnavailableException e) {
      log.debug("positions are kept for the next time: {}", e.getMessage());
    } finally {
      flushing.set(false);
    }
  }

  private boolean isNew(ResumeStore.Client client) {
    if (known.size() >= MAX_GATHERED) {
      // Costs each of them one more round trip.
      known.clear();
    }
    return !known.contains(client);
  }

  private Cursor now() throws LogUnavailableException {
    return events.latest(List.of(), 0, NOTHING).cursor();
  }
}
