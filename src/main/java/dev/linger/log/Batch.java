package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of some events goes into one answer: the expired are skipped, of the latest-wins only the
 * newest of each channel and key is given, and the limits are kept.
 *
 * @param events in the order of the log
 * @param more true if a limit cut the list
 */
record Batch(List<Event> events, boolean more) {

  private record Slot(ChannelName channel, String key) {}

  /**
   * Chooses from candidates.
   *
   * <p>A limit may cut between an older event of a key and its newest. Leaving the older one out is
   * still right: the newest lies behind the cursor that the answer carries, and comes next.
   *
   * @param candidates in the order of the log, without a gap
   * @param nowMillis now, by the log's clock
   */
  static Batch of(List<Event> candidates, ReadLimit limit, long nowMillis) {
    List<Event> wanted = newestOfEachKey(candidates, nowMillis);
    long bytes = 0;
    for (int i = 0; i < wanted.size(); i++) {
      bytes += wanted.get(i).weight();
      if (i == limit.events() || (i > 0 && bytes > limit.bytes())) {
        return new Batch(List.copyOf(wanted.subList(0, i)), true);
      }
    }
    return new Batch(wanted, false);
  }

  /** Of one channel's events, the newest few that no later word has superseded. */
  static List<Event> last(List<Event> events, int most) {
    List<Event> wanted = newestOfEachKey(events, Long.MIN_VALUE);
    return wanted.subList(Math.max(0, wanted.size() - most), wanted.size());
  }

  /**
   * How many events to look at for so many that count: in a busy thread most of the newest are
   * receipts and likes, and most of those are superseded. What lies further back is not looked for.
   */
  static int candidatesFor(int most) {
    return most * 5;
  }

  /** The other way round, for those who ask for the latest: where a limit cuts, the oldest go. */
  static List<Event> newestOf(List<Event> candidates, ReadLimit limit, long nowMillis) {
    List<Event> wanted = newestOfEachKey(candidates, nowMillis);
    long bytes = 0;
    int first = wanted.size();
    while (first > 0 && wanted.size() - first < limit.events()) {
      bytes += wanted.get(first - 1).weight();
      if (bytes > limit.bytes() && first < wanted.size()) {
        break;
      }
      first--;
    }
    return List.copyOf(wanted.subList(first, wanted.size()));
  }

  /** Of events that come newest first, as many as the limit allows, and one at least. */
  static List<Event> newestFirst(List<Event> events, ReadLimit limit) {
    long bytes = 0;
    int end = 0;
    while (end < events.size() && end < limit.events()) {
      bytes += events.get(end).weight();
      if (bytes > limit.bytes() && end > 0) {
        break;
      }
      end++;
    }
    return List.copyOf(events.subList(0, end));
  }

  private static List<Event> newestOfEachKey(List<Event> candidates, long nowMillis) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    if (candidates.size() == 1) {
      return candidates.get(0).hasExpired(nowMillis) ? List.of() : candidates;
    }
    Set<Slot> seen = new HashSet<>();
    List<Event> backward = new ArrayList<>();
    for (int i = candidates.size() - 1; i >= 0; i--) {
      Event event = candidates.get(i);
      boolean superseded =
          event.kind() instanceof Kind.LatestWins kind
              && !seen.add(new Slot(event.channel(), kind.key()));
      if (!superseded && !event.hasExpired(nowMillis)) {
        backward.add(event);
      }
    }
    Collections.reverse(backward);
    return backward;
  }
}
