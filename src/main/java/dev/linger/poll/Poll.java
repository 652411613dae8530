package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.hub.Client;
import dev.linger.hub.Outcome;
import dev.linger.hub.Waiter;
import dev.linger.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll's life. Made, told to whoever has to know of it, and then {@linkplain #start started}.
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

  private static final Logger log = LoggerFactory.getLogger(Poll.class);

  private final Poller poller;
  private final PollExchange exchange;
  private final PollReply reply;
  private final long sinceNanos;
  private final long dueNanos;

  /** What is asked for. Fewer channels than at first, if some may no longer be read. */
  private PollRequest request;

  /** Where we read on. Fresher than the request's, if a read that found nothing proved it. */
  private @Nullable Cursor cursor;

  private volatile @Nullable Waiter waiter;
  private volatile boolean gone;

  Poll(Poller poller, PollRequest request, PollExchange exchange, long sinceNanos) {
    this.poller = poller;
    this.request = request;
    this.exchange = exchange;
    this.reply = new PollReply(poller, exchange);
    this.sinceNanos = sinceNanos;
    this.dueNanos = poller.dueNanos(request);
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
      reply.unchanged(request, PollCounts.Told.DRAINED);
    }
  }

  /** Begins. To be called once. */
  public void start() {
    if (!poller.line().enter(this::run, this::runInLine)) {
      reply.unchanged(request, PollCounts.Told.BUSY);
    }
  }

  /** On somebody else's thread, who must not be told what goes wrong here. */
  private void runInLine() {
    try {
      run();
    } catch (RuntimeException e) {
      log.error("{} failed", this, e);
      reply.failed();
    }
  }

  /**
   * The poll that follows this one on the same connection: for the hub they are one client's stay.
   *
   * @return a poll that has not begun
   */
  public Poll next(PollRequest following) {
    return new Poll(poller, following, exchange, sinceNanos);
  }

  /** Reads, and answers or parks. */
  private void run() {
    if (!request.reader().isWelcome()) {
      reply.unauthorized();
      return;
    }
    dropForbidden();
    @Nullable Replay replay = read();
    if (!answers(replay)) {
      if (poller.isOver(dueNanos)) {
        reply.nothing(request, cursor);
      } else {
        park();
      }
    }
  }

  private void park() {
    PollRequest asked = request;
    @Nullable Cursor after = cursor;
    Position position = after == null ? Position.ZERO : after.position();
    Waiter parked =
        new Waiter(
            request.channels(),
            position,
            dueNanos,
            client(),
            request.reader().holder(),
            this::resume);
    waiter = parked;
    switch (poller.hub().park(parked)) {
      case PARKED -> goOnWaiting(parked, asked, after);
      case FULL -> reply.unchanged(request, PollCounts.Told.FULL);
      case DRAINING -> reply.unchanged(request, PollCounts.Told.DRAINED);
      case CROWDED -> reply.crowded();
    }
  }

  private void goOnWaiting(Waiter parked, PollRequest asked, @Nullable Cursor after) {
    if (gone) {
      // gone() may have looked before there was a waiter.
      poller.hub().claim(parked, Outcome.GONE);
      return;
    }
    // From here on somebody else may be running this poll: touch nothing of it before the claim.
    readAgain(parked, asked, after);
  }

  private @Nullable Client client() {
    return request.client() == null ? null : new Client(request.client(), sinceNanos);
  }

  private void readAgain(Waiter parked, PollRequest asked, @Nullable Cursor after) {
    if (!asked.reader().isWelcome() && poller.hub().claim(parked, Outcome.ANSWERED)) {
      // Revoked since the first look, and whoever woke the others did not find us yet.
      reply.unauthorized();
      return;
    }
    @Nullable Replay replay;
    try {
      replay = ask(asked, after);
    } catch (RuntimeException e) {
      if (poller.hub().claim(parked, Outcome.ANSWERED)) {
        throw e;
      }
      // Whoever has ended the wait meanwhile reads for himself, and answers.
      return;
    }
    if (replay != null && saysSomething(replay) && poller.hub().claim(parked, Outcome.ANSWERED)) {
      reply.replay(request, replay);
    }
  }

  private void resume(Outcome how) {
    try {
      goOn(how);
    } catch (RuntimeException e) {
      // No container is above us here to answer instead, and a poll without an answer never ends.
      reply.failed();
      throw e;
    }
  }

  private void goOn(Outcome how) {
    switch (how) {
      case ADVANCED -> run();
      case DUE -> answerLast();
      // Two clients with one name would otherwise end each other's polls as fast as they can.
      case DRAINED -> reply.unchanged(request, PollCounts.Told.DRAINED);
      case SUPERSEDED -> reply.unchanged(request, PollCounts.Told.SUPERSEDED);
      case LEFT -> reply.unchanged(request, PollCounts.Told.LEFT);
      case ANSWERED, GONE, REFUSED -> throw new IllegalStateException(how + " is never told");
    }
  }

  /** The hold is over: read once more, for a fresh cursor and for what has just come. */
  private void answerLast() {
    dropForbidden();
    if (!answers(read())) {
      reply.nothing(request, cursor);
    }
  }

  /** Answers if there is something to say; false if there is nothing. */
  private boolean answers(@Nullable Replay replay) {
    if (!request.forbidden().isEmpty()) {
      reply.forbidden(request, cursor, replay);
    } else if (replay != null && saysSomething(replay)) {
      reply.replay(request, replay);
    } else {
      return false;
    }
    return true;
  }

  /** Reads, and remembers a fresher cursor if there is nothing new. */
  private @Nullable Replay read() {
    @Nullable Replay replay = ask(request, cursor);
    if (replay instanceof Replay.UpToDate upToDate) {
      cursor = upToDate.cursor();
    }
    return replay;
  }

  /** A right may have been taken away while the poll waited. */
  private void dropForbidden() {
    List<ChannelName> lost = new ArrayList<>(0);
    for (ChannelName channel : request.channels()) {
      if (!request.reader().mayRead(channel)) {
        lost.add(channel);
      }
    }
    if (!lost.isEmpty()) {
      request = request.forbidding(lost);
    }
  }

  /** What the log says to the reader after a cursor; null if it can't be asked now. */
  private @Nullable Replay ask(PollRequest asked, @Nullable Cursor after) {
    try {
      return Visible.read(poller.log(), asked, after, poller.limits().answerBytes());
    } catch (LogUnavailableException e) {
      // Parked polls are told when the log is back. Who has asked in vain waits like everybody
      // else.
      return null;
    }
  }

  private static boolean saysSomething(Replay replay) {
    return !(replay instanceof Replay.UpToDate);
  }

  @Override
  public String toString() {
    return "Poll[" + request.channels() + " after " + cursor + ", " + waiter + "]";
  }
}
