package dev.linger.poll;

import dev.linger.event.Replay;
import dev.linger.hub.Tally;
import java.util.Map;

/**
 * How many polls have been answered, and how.
 *
 * <p>Threading: any thread.
 */
public final class PollCounts {

  /** What a poll was told. */
  public enum Told {
    /** Events, and nothing else. */
    EVENTS,
    /** That nothing has happened while it was held. */
    NOTHING,
    /** That its cursor can't be honoured, for some channel at least. */
    RESET,
    /** To go on elsewhere: this node goes away. */
    DRAINED,
    /** To come later: the same client has come with a newer poll. */
    SUPERSEDED,
    /** To come later, if at all: its client has said goodbye. */
    LEFT,
    /** To come later: this node holds as many polls as it may. */
    FULL,
    /** To come later: polls come faster than they are begun. */
    BUSY,
    /** That as many polls wait for the same user, or at the same address, as may. */
    CROWDED,
    /** That the log can't be asked. */
    UNAVAILABLE,
    /** To get a new token. */
    UNAUTHORIZED
  }

  private final Tally<Told> told = new Tally<>(Told.class);
  private final Tally<Replay.Reason> resets = new Tally<>(Replay.Reason.class);

  /** How many polls were told what. Those that a stream is made of count like others. */
  public Map<Told, Long> told() {
    return told.counts();
  }

  /** How many channels were reset, by the reason. */
  public Map<Replay.Reason, Long> resets() {
    return resets.counts();
  }

  /** What an answer is that says what the log says. */
  static Told what(Replay replay) {
    return replay instanceof Replay.Reset
        ? Told.RESET
        : replay instanceof Replay.Events ? Told.EVENTS : Told.NOTHING;
  }

  void add(Told what) {
    told.add(what);
  }

  void add(Told what, Replay replay) {
    told.add(what);
    if (replay instanceof Replay.Reset reset) {
      reset.reasons().values().forEach(resets::add);
    }
  }
}
