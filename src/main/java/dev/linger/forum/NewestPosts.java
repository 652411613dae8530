package dev.linger.forum;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.ChannelName;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest post of each thread that the log knows of. Who has read a post has been told of it, so
 * it was in the log before: what this node remembers is enough to say yes, and before it says no it
 * reads what has come since.
 *
 * <p>Threading: any thread. The log is read without the lock; two who read the same come to the
 * same.
 */
final class NewestPosts {

  /** How many threads are remembered; the one that was asked for longest ago goes first. */
  static final int MAX_THREADS = 10_000;

  /** How many events of a thread are looked at; what lies further back is not known. */
  private static final int MAX_EVENTS = 2_000;

  private static final ReadLimit FIRST_LOOK = new ReadLimit(200, 1 << 20);
  private static final ReadLimit NEXT_LOOK = new ReadLimit(20, 1 << 20);

  /** What was found up to a place of one life of the log. */
  private record Known(Epoch epoch, Position upTo, @Nullable PostId newest) {

    Known with(Position position, @Nullable PostId post) {
      boolean later = post != null && (newest == null || post.isAfter(newest));
      return new Known(epoch, Position.later(upTo, position), later ? post : newest);
    }
  }

  private final EventLog log;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<ChannelName, Known> threads = new LinkedHashMap<>(16, 0.75f, true);

  NewestPosts(EventLog log) {
    this.log = log;
  }

  /** True if the log knows posts of the thread, and this one is later than all of them. */
  boolean isAhead(ChannelName thread, PostId post) throws LogUnavailableException {
    Epoch epoch = log.latest(List.of(), 0, NEXT_LOOK).cursor().epoch();
    Known known = remembered(thread, epoch);
    if (isBeyond(post, known)) {
      known = look(thread, known);
      remember(thread, known);
    }
    return known.newest() != null && isBeyond(post, known);
  }

  private static boolean isBeyond(PostId post, Known known) {
    return known.newest() == null || post.isAfter(known.newest());
  }

  private Known look(ChannelName thread, Known before) throws LogUnavailableException {
    ReadLimit limit = before.newest() == null ? FIRST_LOOK : NEXT_LOOK;
    Known known = before;
    @Nullable Position from = null;
    for (int looked = 0; looked < MAX_EVENTS; ) {
      List<Event> page = log.before(thread, from, limit);
      for (Event event : page) {
        if (!event.position().isAfter(before.upTo())) {
          return known;
        }
        known = known.with(event.position(), postIn(event));
      }
      if (page.isEmpty()) {
        return known;
      }
      looked += page.size();
      from = page.get(page.size() - 1).position();
    }
    return known;
  }

  private static @Nullable PostId postIn(Event event) {
    try {
      return PostId.of(EventJson.of(event, "new_post").path("post").path("id"));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Known remembered(ChannelName thread, Epoch epoch) {
    synchronized (lock) {
      Known known = threads.get(thread);
      // After a loss, places of the old life say nothing about the new one.
      return known == null || !known.epoch().equals(epoch)
          ? new Known(epoch, Position.ZERO, null)
          : known;
    }
  }

  private void remember(ChannelName thread, Known known) {
    synchronized (lock) {
      threads.put(thread, known);
      if (threads.size() > MAX_THREADS) {
        threads.remove(threads.keySet().iterator().next());
      }
    }
  }
}
