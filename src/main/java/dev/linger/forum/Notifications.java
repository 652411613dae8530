package dev.linger.forum;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.hub.Ticker;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a user is told of: the events of the user's own channel whose {@code type} is {@code
 * notification}, and up to where they have been looked at. That mark only moves forward, and where
 * it moves to is told to the user's other devices as {@code {"type":"notifications_read",…}}.
 *
 * <p>Threading: any thread.
 */
public final class Notifications {

  /** The most on a page. */
  public static final int MAX_PAGE = 100;

  /** How many unread ones are counted; more are more. */
  static final int MAX_UNREAD = 100;

  /** How many events of any type one question looks at. */
  static final int MAX_LOOKED_AT = 2_000;

  private static final ReadLimit STEP = new ReadLimit(200, 1 << 20);
  private static final ReadLimit NOTHING = new ReadLimit(1, 1);

  /**
   * A page, and what it takes to show a bell.
   *
   * @param cursor what happens after it is told by events, so the two together miss nothing
   * @param unread how many lie after the mark, as far as they are counted
   * @param unreadMore true if there may be more
   * @param readUpTo the mark; null if there is none
   * @param notifications the newest first
   * @param next where the next page begins; null if this is the last one
   */
  public record Page(
      Cursor cursor,
      int unread,
      boolean unreadMore,
      @Nullable Position readUpTo,
      List<Event> notifications,
      @Nullable Position next) {}

  /** Some notifications, and where looking for more goes on; null where there are none. */
  private record Found(List<Event> events, @Nullable Position next) {}

  private final EventLog log;
  private final MarkStore marks;
  private final Refusals ahead;

  /** Notifications out of a log. */
  public Notifications(EventLog log, MarkStore marks, Ticker ticker) {
    this.log = log;
    this.marks = marks;
    this.ahead = new Refusals("a mark for the future", ticker);
  }

  /**
   * A page of notifications.
   *
   * @param user the user's channel
   * @param before where it begins, exclusive; null for the newest
   * @param most at the most so many, 1 to {@link #MAX_PAGE}
   * @param seen which events are for the user; others are as if they were not there
   */
  public Page page(ChannelName user, @Nullable Position before, int most, Predicate<Event> seen)
      throws LogUnavailableException {
    // The cursor first, then the mark: what happens in between is told twice, not never.
    Cursor cursor = log.latest(List.of(), 0, NOTHING).cursor();
    @Nullable Position mark = marks.mark(user);
    Found page = find(user, before, null, most, seen);
    Found unread = find(user, null, mark, MAX_UNREAD, seen);
    return new Page(
        cursor, unread.events().size(), unread.next() != null, mark, page.events(), page.next());
  }

  /**
   * The user has looked at everything up to a place.
   *
   * @param origin where they have said so
   * @return false if that was known, or more
   * @throws AheadException if the log does not reach that far
   */
  public boolean read(ChannelName user, Position upTo, Origin origin)
      throws AheadException, LogUnavailableException {
    String data =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "notifications_read")
            .put("userId", user.userId())
            .put("upTo", upTo.toString())
            .toString();
    Kind kind = new Kind.LatestWins("notifications_read");
    MarkStore.Move move = marks.advance(user, upTo, new Draft(user, kind, data, null), origin);
    if (move == MarkStore.Move.AHEAD) {
      ahead.add(user);
      throw new AheadException("the log does not reach that far");
    }
    return move == MarkStore.Move.MOVED;
  }

  /** How many marks for the future were refused. */
  long refused() {
    return ahead.count();
  }

  /** Backward from one place to another, both exclusive; null for the end and the beginning. */
  private Found find(
      ChannelName user,
      @Nullable Position from,
      @Nullable Position downTo,
      int most,
      Predicate<Event> seen)
      throws LogUnavailableException {
    List<Event> found = new ArrayList<>();
    Set<Kind> superseded = new HashSet<>();
    @Nullable Position at = from;
    for (int looked = 0; looked < MAX_LOOKED_AT; ) {
      List<Event> step = log.before(user, at, STEP);
      for (Event event : step) {
        if (downTo != null && !event.position().isAfter(downTo)) {
          return new Found(found, null);
        }
        if (isNotification(event) && seen.test(event) && isNewest(event, superseded)) {
          if (found.size() == most) {
            return new Found(found, at);
          }
          found.add(event);
        }
        at = event.position();
      }
      if (step.isEmpty()) {
        return new Found(found, null);
      }
      looked += step.size();
    }
    return new Found(found, at);
  }

  private static boolean isNotification(Event event) {
    return !EventJson.of(event, "notification").isMissingNode();
  }

  /** A notification that a later one of its key has replaced is not told beside it. */
  private static boolean isNewest(Event event, Set<Kind> superseded) {
    return !(event.kind() instanceof Kind.LatestWins) || superseded.add(event.kind());
  }
}
