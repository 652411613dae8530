package dev.linger.poll;

import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Replay;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader gets to see of the log. The cursor moves past the rest. */
final class Visible {

  /** How often one answer reads on over events that are not for its reader. */
  private static final int MAX_HIDDEN_ROUNDS = 20;

  private Visible() {}

  /**
   * What the log says to the poll's reader.
   *
   * @param after where to read on; null for the latest
   * @param bytes about how many bytes of events there may be
   */
  static Replay read(EventLog log, PollRequest asked, @Nullable Cursor after, int bytes)
      throws LogUnavailableException {
    ReadLimit limit = new ReadLimit(asked.max(), bytes);
    if (after == null) {
      return of(log.latest(asked.channels(), asked.last(), limit), asked.reader());
    }
    return asked.channels().isEmpty() ? new Replay.UpToDate(after) : next(log, asked, after, limit);
  }

  /**
   * Reads on over what is not for this reader: an answer that says nothing is none. After some
   * rounds it is one nevertheless, so that there is an end to what one answer costs.
   */
  private static Replay next(EventLog log, PollRequest asked, Cursor after, ReadLimit limit)
      throws LogUnavailableException {
    Cursor from = after;
    for (int round = 1; ; round++) {
      Replay replay = of(log.read(from, asked.channels(), limit), asked.reader());
      if (!(replay instanceof Replay.Events some) || !some.events().isEmpty()) {
        return replay;
      }
      if (!some.more()) {
        return new Replay.UpToDate(some.cursor());
      }
      if (round == MAX_HIDDEN_ROUNDS) {
        return replay;
      }
      from = some.cursor();
    }
  }

  /** The same object where nothing is hidden, so that those who are told the same share it. */
  private static Replay of(Replay replay, Reader reader) {
    if (replay instanceof Replay.Events some) {
      List<Event> seen = seen(some.events(), reader);
      return seen.size() == some.events().size()
          ? some
          : new Replay.Events(seen, some.cursor(), some.more());
    }
    if (replay instanceof Replay.Reset reset) {
      List<Event> seen = seen(reset.events(), reader);
      return seen.size() == reset.events().size()
          ? reset
          : new Replay.Reset(reset.reasons(), seen, reset.cursor(), reset.more());
    }
    return replay;
  }

  private static List<Event> seen(List<Event> events, Reader reader) {
    for (Event event : events) {
      if (!reader.sees(event)) {
        return events.stream().filter(reader::sees).toList();
      }
    }
    return events;
  }
}
