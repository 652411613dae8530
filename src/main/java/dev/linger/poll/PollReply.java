package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Replay;
import dev.linger.poll.PollAnswer.Advice;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a poll is answered with, and counted as. When it is answered, and that it is answered once,
 * is {@link Poll}'s part.
 *
 * <p>Whoever may not be here any more gets nothing else than to be told so, even if that has come
 * out only since the log was read.
 */
record PollReply(Poller poller, PollExchange exchange) {

  void unauthorized() {
    poller.counts().add(PollCounts.Told.UNAUTHORIZED);
    exchange.unauthorized();
  }

  void crowded() {
    poller.counts().add(PollCounts.Told.CROWDED);
    exchange.crowded();
  }

  void failed() {
    unavailable("this poll failed");
  }

  /** There is something new. */
  void replay(PollRequest request, Replay replay) {
    tell(request, PollCounts.what(replay), replay, null);
  }

  /** There is nothing new; with a cursor as fresh as was proved. */
  void nothing(PollRequest request, @Nullable Cursor cursor) {
    upToDate(request, cursor, PollCounts.Told.NOTHING, null);
  }

  /** With the very cursor that the client came with: nothing has been proved since. */
  void unchanged(PollRequest request, PollCounts.Told why) {
    boolean isFull = why == PollCounts.Told.FULL || why == PollCounts.Told.BUSY;
    upToDate(request, request.cursor(), why, isFull ? poller.fullPause() : poller.pause());
  }

  /**
   * Some channels may not be read any more.
   *
   * @param cursor where the client stands
   * @param read what there is in the others; null if the log can't be asked
   */
  void forbidden(PollRequest request, @Nullable Cursor cursor, @Nullable Replay read) {
    if (read != null) {
      replay(request, forbidding(request, read));
    } else if (cursor != null) {
      // What is forbidden is known without the log. Said now, the client asks for the rest only,
      // and that poll can wait for the log like any other.
      replay(request, forbidding(request, new Replay.UpToDate(cursor)));
    } else {
      nothing(request, null);
    }
  }

  private static Replay forbidding(PollRequest request, Replay others) {
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
    return new Replay.Reset(reasons, events, others.cursor(), more);
  }

  private void upToDate(
      PollRequest request, @Nullable Cursor at, PollCounts.Told why, @Nullable Duration pause) {
    if (at == null) {
      unavailable("no cursor of now can be given");
    } else {
      tell(request, why, new Replay.UpToDate(at), pause);
    }
  }

  private void tell(
      PollRequest request, PollCounts.Told what, Replay replay, @Nullable Duration pause) {
    if (!request.reader().isWelcome()) {
      unauthorized();
      return;
    }
    poller.counts().add(what, replay);
    Duration maxHold = poller.limits().maxHold();
    @Nullable Duration hold = request.hold().compareTo(maxHold) > 0 ? maxHold : null;
    boolean silent = hold == null && pause == null;
    exchange.answer(new PollAnswer(replay, silent ? null : new Advice(hold, pause)));
  }

  private void unavailable(String why) {
    poller.counts().add(PollCounts.Told.UNAVAILABLE);
    exchange.unavailable(why);
  }
}
