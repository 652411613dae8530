package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code read.lua} gave: where the log stands, and what some channels hold after a position.
 *
 * @param storedEpoch the epoch as Redis keeps it
 * @param now the end of the log
 * @param millis Redis' time
 * @param channels one for each channel asked for, in the same order
 */
record RedisReading(String storedEpoch, Cursor now, long millis, List<Channel> channels) {

  /**
   * One channel's part.
   *
   * @param isThere false if Redis has no such stream: never written, expired or evicted
   * @param isCut true if there may be more events than were given
   * @param isForeign true if somebody else has written to it: then nobody knows what is missing
   * @param events its next events
   */
  record Channel(
      ChannelName name, boolean isThere, boolean isCut, boolean isForeign, List<Event> events) {

    /** True if events after the position are gone. */
    boolean isTrimmed(Position after, Position horizon) {
      if (isForeign) {
        return true;
      }
      if (!events.isEmpty()) {
        return events.get(0).previous().isAfter(after);
      }
      // Not there: it may have expired, and then its last event lay before the horizon.
      return !isThere && horizon.isAfter(after);
    }
  }

  /** Asks where the log stands. */
  static RedisReading head(RedisStore store, Retention retention, String freshEpoch)
      throws LogUnavailableException {
    return after(store, retention, freshEpoch, Position.ZERO, List.of(), new ReadLimit(1, 1));
  }

  /** Asks what the channels hold after a position. */
  static RedisReading after(
      RedisStore store,
      Retention retention,
      String freshEpoch,
      Position after,
      List<ChannelName> channels,
      ReadLimit limit)
      throws LogUnavailableException {
    List<String> keys = new ArrayList<>(List.of(RedisKeys.TAIL, RedisKeys.EPOCH));
    channels.forEach(channel -> keys.add(RedisKeys.channel(channel)));
    List<String> args =
        List.of(
            freshEpoch,
            after.toString(),
            Integer.toString(limit.events()),
            Integer.toString(limit.bytes()));
    List<?> result = (List<?>) store.run(RedisScript.READ, keys, args);
    String epoch = (String) result.get(0);
    List<Channel> read = new ArrayList<>(channels.size());
    for (int i = 0; i < channels.size(); i++) {
      read.add(channel(channels.get(i), (List<?>) result.get(3 + i)));
    }
    return new RedisReading(
        epoch,
        RedisKeys.cursor(epoch, (String) result.get(1), retention),
        Long.parseLong((String) result.get(2)),
        read);
  }

  private static Channel channel(ChannelName name, List<?> part) {
    List<Event> events = new ArrayList<>();
    boolean isForeign = false;
    for (Object entry : (List<?>) part.get(2)) {
      List<?> idAndFields = (List<?>) entry;
      List<?> flat = (List<?>) idAndFields.get(1);
      Map<String, String> fields = new HashMap<>();
      for (int i = 0; i < flat.size(); i += 2) {
        fields.put((String) flat.get(i), (String) flat.get(i + 1));
      }
      try {
        events.add(RedisKeys.decode((String) idAndFields.get(0), name, fields));
      } catch (IllegalArgumentException e) {
        isForeign = true;
      }
    }
    return new Channel(name, (Long) part.get(0) == 1, (Long) part.get(1) == 1, isForeign, events);
  }
}
