package dev.linger.event;

import java.util.List;
import java.util.Map;

/**
 * What the log says to a reader who asks for everything after a cursor: nothing yet, events, or a
 * reset with its reasons. It never says "oldest" or "everything": a gap is always said out loud.
 */
public sealed interface Replay {

  /**
   * Where the reader stands after this. Reading on from here misses nothing and repeats nothing.
   */
  Cursor cursor();

  /**
   * Nothing new.
   *
   * @param cursor as fresh as can be proved, so that it does not age while a channel is quiet
   */
  record UpToDate(Cursor cursor) implements Replay {}

  /**
   * Events, in the order of the log, at least one.
   *
   * @param events not empty, except in answer to a question for the latest ones
   * @param cursor the position of the last one
   * @param more true if a limit cut the list: reading on from the cursor gives the rest
   */
  record Events(List<Event> events, Cursor cursor, boolean more) implements Replay {}

  /**
   * Some or all channels can't be continued from the reader's cursor.
   *
   * @param reasons the channels that must be loaded anew, each with its reason; not empty
   * @param events what happened in the other channels
   * @param cursor where to read on, in the present life of the log
   * @param more true if a limit cut the events
   */
  record Reset(Map<ChannelName, Reason> reasons, List<Event> events, Cursor cursor, boolean more)
      implements Replay {}

  /** Why a cursor can't be honoured. */
  enum Reason {
    /** The channel's events after the cursor are no longer all there. */
    TRIMMED,
    /** The log began a new life; what the old one had after the cursor may be lost. */
    EPOCH,
    /**
     * The cursor lies behind the end of the log: a forged one, or one from a log that lost its end.
     */
    AHEAD,
    /** The reader may not, or may no longer, read the channel. */
    FORBIDDEN;

    /** As the wire spells it. */
    public String wireName() {
      return switch (this) {
        case TRIMMED -> "trimmed";
        case EPOCH -> "epoch";
        case AHEAD -> "ahead";
        case FORBIDDEN -> "forbidden";
      };
    }
  }
}
