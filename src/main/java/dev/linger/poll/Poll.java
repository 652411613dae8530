package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.hub.Hub;
import dev.linger.hub.Outcome;
import dev.linger.hub.Waiter;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import dev.linger.poll.PollAnswer.Advice;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One poll's life.
 *
 * <p>The heart is <em>check, park, check again</em>. The interleaving that the second check is for:
 *
 * <pre>
 *   this poll                        the tail
 *   reads the log: nothing new
 *                                    adds an event to the memory
 *                                    tells the hub: nobody waits
 *   parks
 *   reads the log again: there it is
 * </pre>
 *
 * <p>Without it the poll would sleep through its event until the next one. With it an event is
 * either added before the second read, which then sees it, or after, and then the hub finds the
 * waiter.
 *
 * <p>A wake-up carries no data. Whatever ended the wait, the answer is what the log says after the
 * cursor; if that is nothing, because the event had expired or was a rumour, the poll parks again
 * for what is left of its hold.
 *
 * <p>Threading: run by one thread at a time; it changes hands through the waiter's compare-and-set.
 * {@link #gone} may be called by any thread at any moment.
 */
public final class Poll {

  private final Poller poller;
  private final PollRequest request;
  private final PollExchange exchange;
  private final long dueNanos;

  /** Where we read on. Fresher than the request's, if a read that found nothing proved it. */
  private @Nullable Cursor cursor;

  private volatile @Nullable Waiter waiter;
  private volatile boolean gone;

  Poll(Poller poller, PollRequest request, PollExchange exchange, long dueNanos) {
    this.poller = poller;
    this.request = request;
    this.exchange = exchange;
    this.dueNanos = dueNanos;
    this.cursor = request.cursor();
  }

  /** The client went away: stop waiting for it. It is not answered any more, if it has not been. */
  public void gone() {
    gone = true;
    Waiter present = waiter;
    if (present != null) {
      poller.hub().claim(present, Outcome.GONE);
    }
  }

  /** Answers now, and on this thread, with the cursor unchanged, if it is parked. */
  public void sendAway() {
    Waiter present = waiter;
    if (present != null && poller.hub().claim(present, Outcome.DRAINED)) {
      answerUnchanged(poller.pause());
    }
  }

  /** Reads, and answers or parks. */
  void run() {
    @Nullable Replay replay = read();
    if (!request.forbidden().isEmpty()) {
      answerForbidden(replay);
    } else if (replay != null && saysSomething(replay)) {
      answer(replay, null);
    } else if (poller.isOver(dueNanos)) {
      answerNothing();
    } else {
      park();
    }
  }

  private void park() {
    @Nullable Cursor after = cursor;
    Position position = after == null ? Position.ZERO : after.position();
    Waiter parked =
        new Waiter(request.channels(), position, dueNanos, request.client(), this::resume);
    waiter = parked;
    if (poller.hub().park(parked) != Hub.Parking.PARKED) {
      answerUnchanged(poller.pause());
      return;
    }
    if (gone) {
      // gone() may have looked before there was a waiter.
      poller.hub().claim(parked, Outcome.GONE);
      return;
    }
    // From here on somebody else may be running this poll: touch nothing of it before the claim.
    readAgain(parked, after);
  }

  private void readAgain(Waiter parked, @Nullable Cursor after) {
    @Nullable Replay replay;
    try {
      replay = ask(after);
    } catch (RuntimeException e) {
      if (poller.hub().claim(parked, Outcome.ANSWERED)) {
        throw e;
      }
      // Whoever has ended the wait meanwhile reads for himself, and answers.
      return;
    }
    if (replay != null && saysSomething(replay) && poller.hub().claim(parked, Outcome.ANSWERED)) {
      answer(replay, null);
    }
  }

  private void resume(Outcome how) {
    try {
      goOn(how);
    } catch (RuntimeException e) {
      // No container is above us here to answer instead, and a poll without an answer never ends.
      exchange.unavailable("this poll failed");
      throw e;
    }
  }

  private void goOn(Outcome how) {
    switch (how) {
      case ADVANCED -> run();
      case DUE -> answerLast();
      // Two clients with one name would otherwise end each other's polls as fast as they can.
      case DRAINED, SUPERSEDED -> answerUnchanged(poller.pause());
      case ANSWERED, GONE, REFUSED -> throw new IllegalStateException(how + " is never told");
    }
  }

  /** The hold is over: read once more, for a fresh cursor and for what has just come. */
  private void answerLast() {
    @Nullable Replay replay = read();
    if (replay != null && saysSomething(replay)) {
      answer(replay, null);
    } else {
      answerNothing();
    }
  }

  /** Reads, and remembers a fresher cursor if there is nothing new. */
  private @Nullable Replay read() {
    @Nullable Replay replay = ask(cursor);
    if (replay instanceof Replay.UpToDate upToDate) {
      cursor = upToDate.cursor();
    }
    return replay;
  }

  /** What the log says after a cursor; null if it can't be asked now. */
  private @Nullable Replay ask(@Nullable Cursor after) {
    try {
      ReadLimit limit = new ReadLimit(request.max(), poller.limits().answerBytes());
      if (after == null) {
        return poller.log().latest(request.channels(), request.last(), limit);
      }
      return request.channels().isEmpty()
          ? new Replay.UpToDate(after)
          : poller.log().read(after, request.channels(), limit);
    } catch (LogUnavailableException e) {
      // Parked polls are told when the log is back. Who has asked in vain waits like everybody
      // else.
      return null;
    }
  }

  private static boolean saysSomething(Replay replay) {
    return !(replay instanceof Replay.UpToDate);
  }

  private void answer(Replay replay, @Nullable Duration pause) {
    Duration maxHold = poller.limits().maxHold();
    @Nullable Duration hold = request.hold().compareTo(maxHold) > 0 ? maxHold : null;
    boolean silent = hold == null && pause == null;
    exchange.answer(new PollAnswer(replay, silent ? null : new Advice(hold, pause)));
  }

  private void answerNothing() {
    answerUpToDate(cursor, null);
  }

  /** With the very cursor that the client came with: nothing has been proved since. */
  private void answerUnchanged(@Nullable Duration pause) {
    answerUpToDate(request.cursor(), pause);
  }

  private void answerUpToDate(@Nullable Cursor at, @Nullable Duration pause) {
    if (at == null) {
      exchange.unavailable("no cursor of now can be given");
    } else {
      answer(new Replay.UpToDate(at), pause);
    }
  }

  private void answerForbidden(@Nullable Replay read) {
    @Nullable Cursor unchanged = cursor;
    Replay others;
    if (read != null) {
      others = read;
    } else if (unchanged != null) {
      // What is forbidden is known without the log. Said now, the client asks for the rest only,
      // and
      // that poll can wait for the log like any other.
      others = new Replay.UpToDate(unchanged);
    } else {
      answerNothing();
      return;
    }
    Map<ChannelName, Replay.Reason> reasons = new LinkedHashMap<>();
    request.forbidden().forEach(channel -> reasons.put(channel, Replay.Reason.FORBIDDEN));
    List<Event> events = List.of();
    boolean more = false;
    if (others instanceof Replay.Events some) {
      events = some.events();
      more = some.more();
    } else if (others instanceof Replay.Reset reset) {
      reasons.putAll(reset.reasons());
      events = reset.events();
      more = reset.more();
    }
    answer(new Replay.Reset(reasons, events, others.cursor(), more), null);
  }

  @Override
  public String toString() {
    return "Poll[" + request.channels() + " after " + cursor + ", " + waiter + "]";
  }
}
