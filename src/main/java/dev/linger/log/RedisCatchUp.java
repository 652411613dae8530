package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers from Redis what memory can't: what channels hold after a cursor that is older than the
 * memory, or that comes from a node which is a moment ahead of this one.
 *
 * <p>Threading: any thread; waits for Redis.
 */
record RedisCatchUp(
    RedisStore store, Retention retention, Supplier<String> freshEpoch, RedisClock clock) {

  /**
   * What the channels hold after a cursor.
   *
   * @param recent this node's memory, whose end is the freshest cursor that can be given; null if
   *     there is none yet
   */
  Replay read(
      Cursor after, List<ChannelName> channels, ReadLimit limit, @Nullable RecentEvents recent)
      throws LogUnavailableException {
    RedisReading reading =
        RedisReading.after(store, retention, freshEpoch.get(), after.position(), channels, limit);
    if (!after.epoch().equals(reading.now().epoch())) {
      return Replays.reset(channels, Replay.Reason.EPOCH, reading.now());
    }
    if (after.position().isAfter(reading.now().position())) {
      return Replays.reset(channels, Replay.Reason.AHEAD, reading.now());
    }
    List<ChannelName> trimmed = new ArrayList<>();
    List<RedisReading.Channel> whole = new ArrayList<>();
    for (RedisReading.Channel channel : reading.channels()) {
      long horizon = reading.millis() - retention.ageOf(channel.name()).toMillis();
      if (channel.isTrimmed(after.position(), new Position(Math.max(0, horizon), 0))) {
        trimmed.add(channel.name());
      } else {
        whole.add(channel);
      }
    }
    return Replays.reset(
        trimmed, Replay.Reason.TRIMMED, merged(after, whole, limit, reading, recent));
  }

  /**
   * One order out of several channels. Where a channel's events were cut, nobody can say what it
   * holds behind the last one given: the answer ends there for all of them.
   */
  private Replay merged(
      Cursor after,
      List<RedisReading.Channel> channels,
      ReadLimit limit,
      RedisReading reading,
      @Nullable RecentEvents recent) {
    @Nullable Position end = null;
    List<Event> events = new ArrayList<>();
    for (RedisReading.Channel channel : channels) {
      events.addAll(channel.events());
      if (channel.isCut()) {
        Position last = channel.events().get(channel.events().size() - 1).position();
        end = end == null || end.isAfter(last) ? last : end;
      }
    }
    if (end != null) {
      Position cut = end;
      events.removeIf(event -> event.position().isAfter(cut));
    }
    events.sort(Comparator.comparing(Event::position));
    Replay replay = Replays.after(events, limit, fresh(after, reading, recent), clock.millis());
    return end != null && replay instanceof Replay.Events some
        ? new Replay.Events(some.events(), some.cursor(), true)
        : replay;
  }

  /** Not further than what the tail has brought: behind that may be ephemeral events to come. */
  private static Cursor fresh(Cursor after, RedisReading reading, @Nullable RecentEvents recent) {
    if (recent == null || !recent.head().epoch().equals(after.epoch())) {
      return after;
    }
    Position known = recent.head().position();
    Position end = reading.now().position();
    return after.at(Position.later(after.position(), known.isAfter(end) ? end : known));
  }
}
