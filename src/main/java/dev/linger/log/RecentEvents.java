package dev.linger.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of all channels, in memory, bounded by count and by bytes. It answers what it
 * can prove and admits what it can't: between {@code floor} and {@code head} it has everything.
 *
 * <p>Threading: one writer (the log's tail, or an append to the memory log) and any number of
 * readers, under one read-write lock that is held for walks through memory only.
 */
final class RecentEvents {

  private final int maxEvents;
  private final long maxBytes;
  private final LogClock clock;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  @GuardedBy("lock")
  private Cursor head;

  @GuardedBy("lock")
  private Position floor;

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private final Deque<Event> all = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Map<ChannelName, Deque<Event>> byChannel = new HashMap<>();

  /**
   * Empty: knows nothing from before {@code head} and everything after it.
   *
   * @param clock the one that positions are made from
   */
  RecentEvents(Retention retention, LogClock clock, Cursor head) {
    this.maxEvents = retention.recentEvents();
    this.maxBytes = retention.recentBytes();
    this.clock = clock;
    this.head = head;
    this.floor = head.position();
  }

  /** The place up to which everything has been added. */
  Cursor head() {
    lock.readLock().lock();
    try {
      return head;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How many events are held. */
  int size() {
    lock.readLock().lock();
    try {
      return all.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How much they weigh, about. */
  long bytes() {
    lock.readLock().lock();
    try {
      return bytes;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Adds the next event of the log, and lets go of the oldest if there are too many. */
  void add(Event event) {
    lock.writeLock().lock();
    try {
      head = head.at(event.position());
      all.addLast(event);
      byChannel.computeIfAbsent(event.channel(), name -> new ArrayDeque<>(2)).addLast(event);
      bytes += event.weight();
      while (all.size() > maxEvents || (bytes > maxBytes && all.size() > 1)) {
        dropOldest();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Moves past a place of the log that holds nothing for anybody. */
  void pass(Position position) {
    lock.writeLock().lock();
    try {
      head = head.at(position);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets everything: from here on it knows what comes after {@code start}. */
  void restart(Cursor start) {
    lock.writeLock().lock();
    try {
      all.clear();
      byChannel.clear();
      bytes = 0;
      head = start;
      floor = start.position();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * What happened after a cursor, or null if memory does not reach back (or forward) far enough.
   */
  @Nullable Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit) {
    List<Event> events;
    Cursor now;
    lock.readLock().lock();
    try {
      now = head;
      if (!now.epoch().equals(after.epoch()) || after.position().isAfter(now.position())) {
        return null;
      }
      for (ChannelName channel : channels) {
        if (!reachesBack(channel, after.position())) {
          return null;
        }
      }
      events = after(after.position(), channels);
    } finally {
      lock.readLock().unlock();
    }
    return Replays.after(events, limit, now, clock.millis());
  }

  /** Those of the channels that memory does not have everything of after the position. */
  List<ChannelName> unprovable(Position after, List<ChannelName> channels) {
    lock.readLock().lock();
    try {
      return channels.stream().filter(channel -> !reachesBack(channel, after)).toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * What {@link Event#previous} is for the channel's next event: its newest durable one, or the
   * floor if memory has none, because a lost one can't lie behind that.
   */
  Position previous(ChannelName channel) {
    lock.readLock().lock();
    try {
      Deque<Event> events = byChannel.get(channel);
      if (events == null) {
        return floor;
      }
      Event newest = events.getLast();
      return newest.isDurable() ? newest.position() : newest.previous();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The newest durable events of a channel that lie not behind {@code upTo}, oldest first. */
  List<Event> latest(ChannelName channel, int most, Position upTo) {
    lock.readLock().lock();
    try {
      List<Event> latest = new ArrayList<>();
      Iterator<Event> backward =
          byChannel.getOrDefault(channel, new ArrayDeque<>()).descendingIterator();
      while (backward.hasNext() && latest.size() < most) {
        Event event = backward.next();
        if (event.isDurable() && !event.position().isAfter(upTo)) {
          latest.add(0, event);
        }
      }
      return latest;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public String toString() {
    lock.readLock().lock();
    try {
      return "RecentEvents["
          + all.size()
          + " events, "
          + bytes
          + " bytes, after "
          + floor
          + " up to "
          + head
          + "]";
    } finally {
      lock.readLock().unlock();
    }
  }

  @GuardedBy("lock")
  private void dropOldest() {
    Event oldest = all.removeFirst();
    floor = oldest.position();
    bytes -= oldest.weight();
    Deque<Event> channel = byChannel.get(oldest.channel());
    if (channel != null) {
      channel.removeFirst();
      if (channel.isEmpty()) {
        byChannel.remove(oldest.channel());
      }
    }
  }

  /**
   * True if every event of the channel after the position is here. Behind the floor all is here.
   * Before it the chain of {@link Event#previous} still proves it, if the oldest event that we have
   * follows on something that the reader has seen.
   */
  @GuardedBy("lock")
  private boolean reachesBack(ChannelName channel, Position after) {
    if (!floor.isAfter(after)) {
      return true;
    }
    Deque<Event> events = byChannel.get(channel);
    if (events == null) {
      return false;
    }
    Event oldest = events.getFirst();
    return !oldest.previous().isAfter(after) || !oldest.position().isAfter(after);
  }

  @GuardedBy("lock")
  private List<Event> after(Position after, List<ChannelName> channels) {
    List<Event> found = new ArrayList<>();
    int channelsWithEvents = 0;
    for (ChannelName channel : channels) {
      Deque<Event> events = byChannel.get(channel);
      if (events == null || !events.getLast().position().isAfter(after)) {
        continue;
      }
      channelsWithEvents++;
      Iterator<Event> backward = events.descendingIterator();
      while (backward.hasNext()) {
        Event event = backward.next();
        if (!event.position().isAfter(after)) {
          break;
        }
        found.add(event);
      }
    }
    if (channelsWithEvents > 1 || found.size() > 1) {
      found.sort(Comparator.comparing(Event::position));
    }
    return found;
  }
}
