package dev.linger.forum;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.Cursor;
import dev.linger.log.LogClock;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Positions beside the memory log, as lost as that when the node stops.
 *
 * <p>Threading: any thread; one lock, under which nothing else is called.
 */
final class MemoryResumeStore implements ResumeStore {

  /** How many users' positions are remembered; who was heard of longest ago goes first. */
  static final int MAX_USERS = 50_000;

  /** One user's positions. */
  private static final class Positions {
    private final Map<String, Cursor> byKey = new LinkedHashMap<>();
    private long usedMillis;
  }

  private final LogClock clock;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Positions> users = new LinkedHashMap<>(16, 0.75f, true);

  MemoryResumeStore(LogClock clock) {
    this.clock = clock;
  }

  @Override
  public void move(Map<Client, Cursor> proven) {
    synchronized (lock) {
      proven.forEach((client, cursor) -> put(used(client.user()), client.key(), cursor));
    }
  }

  @Override
  public @Nullable Cursor find(Client client, Cursor otherwise) {
    synchronized (lock) {
      Positions positions = used(client.user());
      @Nullable Cursor found = positions.byKey.get(client.key());
      if (found == null) {
        put(positions, client.key(), otherwise);
      }
      return found;
    }
  }

  private static void put(Positions positions, String key, Cursor cursor) {
    positions.byKey.merge(key, cursor, ResumeStore::later);
    if (positions.byKey.size() > MAX_KEYS) {
      positions.byKey.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(key))
          .min(Comparator.comparing(entry -> entry.getValue().position()))
          .ifPresent(oldest -> positions.byKey.remove(oldest.getKey()));
    }
  }

  @GuardedBy("lock")
  private Positions used(String user) {
    long now = clock.millis();
    Iterator<Positions> longestUnused = users.values().iterator();
    while (longestUnused.hasNext()) {
      if (now - longestUnused.next().usedMillis <= AGE.toMillis() && users.size() < MAX_USERS) {
        break;
      }
      longestUnused.remove();
    }
    Positions positions = users.computeIfAbsent(user, name -> new Positions());
    positions.usedMillis = now;
    return positions;
  }
}
