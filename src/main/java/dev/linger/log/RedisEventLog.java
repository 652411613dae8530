package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The log that any number of nodes share: Redis streams, whose shapes {@link RedisKeys} describes.
 * What a node's {@link RecentEvents} can prove is answered from there; only older cursors, and ones
 * from a node that is a moment ahead of us, ask Redis.
 *
 * <p>Threading: everything here may be called by any thread. {@link #tail} is to be run by one
 * thread of its own for as long as the log is used; it alone writes to the memory.
 */
public final class RedisEventLog implements EventLog, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisEventLog.class);

  private static final Draft PROBE =
      new Draft(
          ChannelName.PROBE,
          new Kind.Ephemeral(Duration.ofSeconds(1)),
          "{\"type\":\"probe\"}",
          null);

  private final Retention retention;
  private final Duration timeout;
  private final Supplier<String> freshEpoch;
  private final RedisStore store;
  private final RedisClock clock;
  private final LogTail tail;

  /**
   * A log that has not been reached yet; run its {@link #tail}.
   *
   * @param freshEpoch gives a new random string of letters and digits at each call
   * @param nanos a monotonic time, in nanoseconds
   * @param listener told by the tail
   */
  public RedisEventLog(
      RedisSettings settings,
      Retention retention,
      Supplier<String> freshEpoch,
      LongSupplier nanos,
      LogListener listener) {
    this.retention = retention;
    this.timeout = settings.timeout();
    this.freshEpoch = freshEpoch;
    this.store = new RedisStore(settings);
    this.clock = new RedisClock(nanos);
    this.tail = new LogTail(store, retention, freshEpoch, clock, nanos, listener);
  }

  /** What follows the end of the log: run it on a thread of its own. */
  public LogTail tail() {
    return tail;
  }

  @Override
  public List<Receipt> append(List<Draft> drafts) throws LogUnavailableException {
    List<String> keys = new ArrayList<>(List.of(RedisKeys.TAIL, RedisKeys.EPOCH));
    List<String> args = new ArrayList<>();
    args.add(freshEpoch.get());
    args.add(Integer.toString(retention.recentEvents()));
    args.add(Integer.toString(retention.channelEvents()));
    args.add(Long.toString(retention.channelAge().toMillis()));
    args.add(Long.toString(retention.onceAge().toSeconds()));
    for (Draft draft : drafts) {
      String once = draft.once();
      keys.add(RedisKeys.channel(draft.channel()));
      keys.add(once == null ? RedisKeys.TAIL : RedisKeys.once(once));
      args.add(draft.channel().value());
      args.add(RedisKeys.encode(draft.kind()));
      args.add(draft.data());
      args.add(once == null ? "0" : "1");
    }
    List<Receipt> receipts = new ArrayList<>(drafts.size());
    for (Object row : (List<?>) store.runAndReplicate(RedisScript.APPEND, keys, args)) {
      List<?> columns = (List<?>) row;
      Position position = Position.parse((String) columns.get(0));
      receipts.add(new Receipt(position, (Long) columns.get(1) == 1));
    }
    receipts.forEach(tail.progress()::acknowledged);
    return receipts;
  }

  @Override
  public Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit)
      throws LogUnavailableException {
    RecentEvents recent = tail.recent();
    Replay replay = recent == null ? null : recent.read(after, channels, limit);
    return replay == null ? readRedis(after, channels, limit, recent) : replay;
  }

  @Override
  public Replay.Events latest(List<ChannelName> channels, int each, ReadLimit limit)
      throws LogUnavailableException {
    RecentEvents recent = tail.recent();
    if (recent == null) {
      throw new LogUnavailableException("Redis has not been reached yet");
    }
    Cursor now = recent.head();
    List<Event> events = new ArrayList<>();
    if (each > 0) {
      for (ChannelName channel : channels) {
        List<Event> known = recent.latest(channel, each, now.position());
        events.addAll(known.size() == each ? known : latestInRedis(channel, each, now.position()));
      }
    }
    return Replays.latest(events, limit, now);
  }

  @Override
  public void probe() throws LogUnavailableException {
    if (!tail.isConnected()) {
      throw new LogUnavailableException("Redis is away");
    }
    Position position = append(List.of(PROBE)).get(0).position();
    if (!tail.progress().await(position, timeout)) {
      throw new LogUnavailableException("what was written did not come back through the tail");
    }
  }

  /** Lets go of Redis. Stop the tail first. */
  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "RedisEventLog[" + store + ", " + tail + "]";
  }

  private Replay readRedis(
      Cursor after, List<ChannelName> channels, ReadLimit limit, @Nullable RecentEvents recent)
      throws LogUnavailableException {
    if (!tail.isConnected()) {
      // Redis was away a moment ago: asking it now would hold a container thread for a time-out.
      throw new LogUnavailableException("Redis is away");
    }
    RedisReading reading =
        RedisReading.after(store, retention, freshEpoch.get(), after.position(), channels, limit);
    if (!after.epoch().equals(reading.now().epoch())) {
      return Replays.reset(channels, Replay.Reason.EPOCH, reading.now());
    }
    if (after.position().isAfter(reading.now().position())) {
      return Replays.reset(channels, Replay.Reason.AHEAD, reading.now());
    }
    Position horizon =
        new Position(Math.max(0, reading.millis() - retention.channelAge().toMillis()), 0);
    List<ChannelName> trimmed = new ArrayList<>();
    List<RedisReading.Channel> whole = new ArrayList<>();
    for (RedisReading.Channel channel : reading.channels()) {
      if (channel.isTrimmed(after.position(), horizon)) {
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

  private List<Event> latestInRedis(ChannelName channel, int most, Position upTo)
      throws LogUnavailableException {
    if (!tail.isConnected()) {
      throw new LogUnavailableException("Redis is away");
    }
    List<Event> events = new ArrayList<>();
    for (StreamEntry entry : store.newest(RedisKeys.channel(channel), upTo.toString(), most)) {
      try {
        events.add(0, RedisKeys.decode(entry.getID().toString(), channel, entry.getFields()));
      } catch (IllegalArgumentException e) {
        log.debug("skipping entry {} of {}: {}", entry.getID(), channel, e.getMessage());
      }
    }
    return events;
  }
}
