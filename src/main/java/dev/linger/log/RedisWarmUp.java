package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Fills a new node's memory with what the tail stream still has, so that a restarted node is no
 * stranger. Only the entries of the present life count, and only as far back as their chain is
 * whole.
 */
final class RedisWarmUp {

  /** How many entries one step brings: it must fit into Redis' time-out. */
  private static final int STEP = 500;

  private final RedisReading reading;
  private final List<Event> backward = new ArrayList<>();
  private Cursor start;
  private long bytes;

  private RedisWarmUp(RedisReading reading) {
    this.reading = reading;
    this.start = reading.now();
  }

  /** A memory of what lies before the end that was read. */
  static RecentEvents fill(
      RedisStore store, Retention retention, LogClock clock, RedisReading reading)
      throws LogUnavailableException {
    RedisWarmUp warmUp = new RedisWarmUp(reading);
    warmUp.walk(store, retention);
    RecentEvents filled = new RecentEvents(retention, clock, warmUp.start);
    for (int i = warmUp.backward.size() - 1; i >= 0; i--) {
      filled.add(warmUp.backward.get(i));
    }
    return filled;
  }

  private void walk(RedisStore store, Retention retention) throws LogUnavailableException {
    String from = start.position().toString();
    while (true) {
      List<StreamEntry> step = store.newest(RedisKeys.TAIL, from, STEP);
      for (StreamEntry entry : step) {
        @Nullable Event event = next(entry);
        if (event == null) {
          return;
        }
        backward.add(event);
        bytes += event.weight();
        if (backward.size() >= retention.recentEvents() || bytes >= retention.recentBytes()) {
          return;
        }
      }
      if (step.size() < STEP) {
        return;
      }
      from = "(" + step.get(step.size() - 1).getID();
    }
  }

  /** The event that the chain goes on with; null where it ends, or meets what is not ours. */
  private @Nullable Event next(StreamEntry entry) {
    try {
      String id = entry.getID().toString();
      if (!RedisKeys.field(entry.getFields(), "epoch").equals(reading.storedEpoch())
          || !id.equals(start.position().toString())) {
        return null;
      }
      Position before = Position.parse(RedisKeys.field(entry.getFields(), "before"));
      ChannelName channel = new ChannelName(RedisKeys.field(entry.getFields(), "channel"));
      Event event = RedisKeys.decode(id, channel, entry.getFields());
      start = start.at(before);
      return event;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
