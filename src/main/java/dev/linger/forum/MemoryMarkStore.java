package dev.linger.forum;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.ReadLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Marks beside the memory log, as lost as that when the node stops.
 *
 * <p>Threading: any thread. One lock, a leaf: it is taken within the log's append lock, so that
 * marks change in the order in which they are told.
 */
final class MemoryMarkStore implements MarkStore {

  /** How many users' marks are remembered; the one that was asked for longest ago goes first. */
  static final int MAX_MARKS = 100_000;

  private static final ReadLimit NOTHING = new ReadLimit(1, 1);

  private final MemoryEventLog log;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<ChannelName, Position> marks = new LinkedHashMap<>(16, 0.75f, true);

  MemoryMarkStore(MemoryEventLog log) {
    this.log = log;
  }

  @Override
  public Move advance(ChannelName user, Position upTo, Draft told, Origin origin) {
    if (upTo.isAfter(log.latest(List.of(), 0, NOTHING).cursor().position())) {
      return Move.AHEAD;
    }
    boolean moved = !log.run(() -> isSet(user, upTo) ? List.of(told) : List.of()).isEmpty();
    return moved ? Move.MOVED : Move.UNCHANGED;
  }

  @Override
  public @Nullable Position mark(ChannelName user) {
    synchronized (lock) {
      return marks.get(user);
    }
  }

  private boolean isSet(ChannelName user, Position upTo) {
    synchronized (lock) {
      @Nullable Position before = marks.get(user);
      if (before != null && !upTo.isAfter(before)) {
        return false;
      }
      marks.put(user, upTo);
      if (marks.size() > MAX_MARKS) {
        marks.remove(marks.keySet().iterator().next());
      }
      return true;
    }
  }
}
