package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
  private final RedisCatchUp catchUp;
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
    RedisClock clock = new RedisClock(nanos);
    this.catchUp = new RedisCatchUp(store, retention, freshEpoch, clock);
    this.tail = new LogTail(store, retention, freshEpoch, clock, nanos, listener);
  }

  /** What follows the end of the log: run it on a thread of its own. */
  public LogTail tail() {
    return tail;
  }

  /** How this node and the log get on. */
  public LogCounts counts() {
    return tail.counts();
  }

  @Override
  public List<Receipt> append(List<Draft> drafts) throws LogUnavailableException {
    List<String> keys = new ArrayList<>();
    List<String> args = new ArrayList<>();
    args.add(Long.toString(retention.onceAge().toSeconds()));
    for (Draft draft : drafts) {
      String once = draft.once();
      keys.add(RedisKeys.channel(draft.channel()));
      keys.add(once == null ? RedisKeys.TAIL : RedisKeys.once(once));
      args.add(draft.channel().value());
      args.add(RedisKeys.encode(draft.kind()));
      args.add(draft.data());
      args.add(draft.audience().text());
      args.add(once == null ? "0" : "1");
    }
    List<Receipt> receipts = new ArrayList<>(drafts.size());
    for (Object row : run(RedisScript.APPEND, keys, args)) {
      List<?> columns = (List<?>) row;
      Position position = Position.parse((String) columns.get(0));
      receipts.add(new Receipt(position, (Long) columns.get(1) == 1));
    }
    receipts.forEach(tail.progress()::acknowledged);
    return receipts;
  }

  /**
   * Runs a script that writes events, perhaps beside other things. It begins with {@code life.lua},
   * which says how its keys and arguments begin; here are the others. Keys are made by {@link
   * RedisKeys#of}.
   *
   * @return what it gives, a list
   * @throws LogUnavailableException if Redis did not confirm, or not enough of its replicas
   */
  public List<?> run(RedisScript script, List<String> moreKeys, List<String> moreArgs)
      throws LogUnavailableException {
    List<String> keys = new ArrayList<>(List.of(RedisKeys.TAIL, RedisKeys.EPOCH));
    keys.addAll(moreKeys);
    List<String> args = new ArrayList<>();
    args.add(freshEpoch.get());
    args.add(Integer.toString(retention.recentEvents()));
    args.add(retention.channelEvents() + " " + retention.userEvents());
    args.add(retention.channelAge().toMillis() + " " + retention.userAge().toMillis());
    args.addAll(moreArgs);
    return (List<?>) store.runAndReplicate(script, keys, args);
  }

  /**
   * The cursor of who has seen an event and all before it.
   *
   * @param storedEpoch the event's life of the log, as its entry in the tail has it
   * @param id the event's
   */
  public Cursor cursor(String storedEpoch, String id) {
    return RedisKeys.cursor(storedEpoch, id, retention);
  }

  /**
   * Runs a script that writes no event. Its keys and arguments are only those given here. No
   * replica is waited for: what it changes must be something that may be lost.
   *
   * @return what it gives, a list
   * @throws LogUnavailableException if Redis is away; at once, if that is known
   */
  public List<?> ask(RedisScript script, List<String> keys, List<String> args)
      throws LogUnavailableException {
    requireConnected();
    return (List<?>) store.run(script, keys, args);
  }

  @Override
  public Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit)
      throws LogUnavailableException {
    RecentEvents recent = tail.recent();
    Replay replay = recent == null ? null : recent.read(after, channels, limit);
    if (replay != null) {
      return replay;
    }
    requireConnected();
    return catchUp.read(after, channels, limit, recent);
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
        int candidates = Batch.candidatesFor(each);
        List<Event> known = Batch.last(recent.latest(channel, candidates, now.position()), each);
        events.addAll(
            known.size() == each
                ? known
                : Batch.last(latestInRedis(channel, candidates, now.position()), each));
      }
    }
    return Replays.latest(events, limit, now);
  }

  @Override
  public List<Event> before(ChannelName channel, @Nullable Position before, ReadLimit limit)
      throws LogUnavailableException {
    if (Position.ZERO.equals(before)) {
      // Redis takes it for a mistake to ask for what lies before its first place.
      return List.of();
    }
    // Not out of memory, although it may be there: what another node has acknowledged counts, too.
    String from = before == null ? "+" : "(" + before;
    return Batch.newestFirst(entries(channel, from, limit.events()), limit);
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

  private List<Event> latestInRedis(ChannelName channel, int most, Position upTo)
      throws LogUnavailableException {
    List<Event> events = new ArrayList<>(entries(channel, upTo.toString(), most));
    Collections.reverse(events);
    return events;
  }

  /** The newest entries of a channel from a place on backward, newest first. */
  private List<Event> entries(ChannelName channel, String from, int most)
      throws LogUnavailableException {
    requireConnected();
    List<Event> events = new ArrayList<>();
    for (StreamEntry entry : store.newest(RedisKeys.channel(channel), from, most)) {
      try {
        events.add(RedisKeys.decode(entry.getID().toString(), channel, entry.getFields()));
      } catch (IllegalArgumentException e) {
        log.debug("skipping entry {} of {}: {}", entry.getID(), channel, e.getMessage());
      }
    }
    return events;
  }

  /** Redis was away a moment ago: asking it now would hold a container thread for a time-out. */
  private void requireConnected() throws LogUnavailableException {
    if (!tail.isConnected()) {
      throw new LogUnavailableException("Redis is away");
    }
  }
}
