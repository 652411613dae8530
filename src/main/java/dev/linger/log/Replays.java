package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Replay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How both logs put a {@link Replay} together. */
final class Replays {

  private Replays() {}

  /** Nothing can be continued: all channels start anew from {@code now}. */
  static Replay.Reset reset(List<ChannelName> channels, Replay.Reason reason, Cursor now) {
    return new Replay.Reset(reasons(channels, reason), List.of(), now, false);
  }

  /** Some channels start anew from where the others have got to. */
  static Replay reset(List<ChannelName> channels, Replay.Reason reason, Replay others) {
    if (channels.isEmpty()) {
      return others;
    }
    return others instanceof Replay.Events some
        ? new Replay.Reset(reasons(channels, reason), some.events(), some.cursor(), some.more())
        : new Replay.Reset(reasons(channels, reason), List.of(), others.cursor(), false);
  }

  /** What of some events answers a reader after a cursor. */
  static Replay after(List<Event> candidates, ReadLimit limit, Cursor now, long nowMillis) {
    Batch batch = Batch.of(candidates, limit, nowMillis);
    if (batch.events().isEmpty()) {
      return new Replay.UpToDate(now);
    }
    Event last = batch.events().get(batch.events().size() - 1);
    return new Replay.Events(batch.events(), now.at(last.position()), batch.more());
  }

  /** What of some channels' latest events answers a reader who comes without a cursor. */
  static Replay.Events latest(List<Event> events, ReadLimit limit, Cursor now) {
    List<Event> ordered = new ArrayList<>(events);
    ordered.sort(Comparator.comparing(Event::position));
    return new Replay.Events(Batch.newestOf(ordered, limit, Long.MIN_VALUE), now, false);
  }

  private static Map<ChannelName, Replay.Reason> reasons(
      List<ChannelName> channels, Replay.Reason reason) {
    Map<ChannelName, Replay.Reason> reasons = new LinkedHashMap<>();
    channels.forEach(channel -> reasons.put(channel, reason));
    return reasons;
  }
}
