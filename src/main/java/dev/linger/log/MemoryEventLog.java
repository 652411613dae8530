package dev.linger.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of a single node that keeps nothing when it stops: {@link RecentEvents} with an append. A
 * restart is a new epoch, and every client is told so.
 *
 * <p>Threading: appends are ordered by one lock, inside which only {@link RecentEvents} (a leaf,
 * with a lock of its own) is called. Reads do not take it. The listener is called after it is
 * released; two appends may therefore tell it in the other order, which is why a listener only ever
 * moves forward.
 */
public final class MemoryEventLog implements EventLog {

  /** The most idempotency keys that are remembered; the oldest go first. */
  static final int MAX_ONCE_KEYS = 65_536;

  private final Retention retention;
  private final LogClock clock;
  private final LogListener listener;
  private final RecentEvents recent;

  @GuardedBy("appending")
  private final Map<String, Position> once = new LinkedHashMap<>();

  private final Object appending = new Object();
  private final LongAdder arrived = new LongAdder();

  /**
   * An empty log.
   *
   * @param epoch a fresh one, never used before
   * @param clock gives the positions their milliseconds; where it goes backward, positions do not
   * @param listener told of every append
   */
  public MemoryEventLog(Retention retention, Epoch epoch, LogClock clock, LogListener listener) {
    this.retention = retention;
    this.clock = clock;
    this.listener = listener;
    this.recent = new RecentEvents(retention, clock, new Cursor(epoch, Position.ZERO));
  }

  /** How full it is. */
  public LogCounts counts() {
    return LogCounts.ofMemory(recent, arrived.sum());
  }

  @Override
  public List<Receipt> append(List<Draft> drafts) {
    return run(() -> drafts);
  }

  /**
   * Decides what to store, and stores it, in one step: what a script is for the log in Redis. Two
   * steps come one after the other, so their events are in the order of their decisions.
   *
   * @param step gives the drafts; touches memory only, because it is run under the append lock
   */
  public List<Receipt> run(Supplier<List<Draft>> step) {
    List<Draft> drafts;
    List<Receipt> receipts = new ArrayList<>();
    synchronized (appending) {
      drafts = step.get();
      forgetOldKeys();
      for (Draft draft : drafts) {
        receipts.add(append(draft));
      }
    }
    for (int i = 0; i < receipts.size(); i++) {
      if (!receipts.get(i).repeated()) {
        listener.advanced(drafts.get(i).channel(), receipts.get(i).position());
      }
    }
    return receipts;
  }

  @Override
  public Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit) {
    Replay replay = recent.read(after, channels, limit);
    if (replay != null) {
      return replay;
    }
    Cursor now = recent.head();
    if (!after.epoch().equals(now.epoch())) {
      return Replays.reset(channels, Replay.Reason.EPOCH, now);
    }
    if (after.position().isAfter(now.position())) {
      return Replays.reset(channels, Replay.Reason.AHEAD, now);
    }
    List<ChannelName> trimmed = recent.unprovable(after.position(), channels);
    List<ChannelName> others = channels.stream().filter(c -> !trimmed.contains(c)).toList();
    Replay rest = recent.read(after, others, limit);
    return rest == null
        // Memory let go of more while we looked: then nothing can be continued.
        ? Replays.reset(channels, Replay.Reason.TRIMMED, now)
        : Replays.reset(trimmed, Replay.Reason.TRIMMED, rest);
  }

  @Override
  public Replay.Events latest(List<ChannelName> channels, int each, ReadLimit limit) {
    Cursor now = recent.head();
    List<Event> events = new ArrayList<>();
    for (ChannelName channel : channels) {
      int candidates = Batch.candidatesFor(each);
      events.addAll(Batch.last(recent.latest(channel, candidates, now.position()), each));
    }
    return Replays.latest(events, limit, now);
  }

  @Override
  public List<Event> before(ChannelName channel, @Nullable Position before, ReadLimit limit) {
    Position end = recent.head().position();
    Position from = before == null || before.isAfter(end) ? end : before;
    // One more, because the place itself counts only if it is the end.
    List<Event> events = new ArrayList<>(recent.latest(channel, limit.events() + 1, from));
    Collections.reverse(events);
    events.removeIf(event -> event.position().equals(before));
    return Batch.newestFirst(events, limit);
  }

  @Override
  public void probe() {
    // Memory is there as long as we are. What can go wrong is a lock that is never given back.
    synchronized (appending) {
      recent.head();
    }
  }

  @Override
  public String toString() {
    return "MemoryEventLog[" + recent + "]";
  }

  @GuardedBy("appending")
  private Receipt append(Draft draft) {
    @Nullable Position before = draft.once() == null ? null : once.get(draft.once());
    if (before != null) {
      return new Receipt(before, true);
    }
    Event event =
        new Event(
            nextPosition(),
            recent.previous(draft.channel()),
            draft.channel(),
            draft.kind(),
            draft.data(),
            draft.audience());
    recent.add(event);
    arrived.increment();
    if (draft.once() != null) {
      once.put(draft.once(), event.position());
    }
    return new Receipt(event.position(), false);
  }

  @GuardedBy("appending")
  private void forgetOldKeys() {
    long oldest = clock.millis() - retention.onceAge().toMillis();
    Iterator<Position> positions = once.values().iterator();
    while (positions.hasNext()) {
      if (positions.next().millis() >= oldest && once.size() <= MAX_ONCE_KEYS) {
        return;
      }
      positions.remove();
    }
  }

  @GuardedBy("appending")
  private Position nextPosition() {
    Position last = recent.head().position();
    long now = clock.millis();
    return now > last.millis()
        ? new Position(now, 0)
        : new Position(last.millis(), last.sequence() + 1);
  }
}
