package dev.linger.http;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Replay;
import dev.linger.hub.Ticker;
import dev.linger.poll.Poll;
import dev.linger.poll.PollAnswer;
import dev.linger.poll.PollExchange;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream: polls, one after the other, whose answers go down one response. The next poll begins
 * when the answer to the one before has been written, so nobody is polled for who does not read,
 * and there is never more than one answer in memory for a client.
 *
 * <p>The polls are short. One that brings nothing becomes a comment, which shows both sides that
 * the connection lives, or, when the client's hold is over, a frame with a fresh cursor.
 *
 * <p>Threading: one step at a time, by whichever thread has it: an answer's, then the writer's,
 * each handing over to the next. {@link #gone} and {@link #sendAway} come from any thread at any
 * moment.
 */
final class EventStream implements PollExchange {

  static final String CONTENT_TYPE = "text/event-stream";

  /**
   * How long a stream is silent at the most, give or take a tenth: some proxies cut what is silent
   * for 10 s.
   */
  static final Duration BEAT = Duration.ofSeconds(8);

  /**
   * The first comes sooner: some proxies (varnish) pass on the beginning of an answer when a second
   * packet has come, and the client is waiting to learn whether streams get through.
   */
  private static final Duration FIRST_BEAT = Duration.ofSeconds(1);

  /**
   * How old a stream gets, less up to a quarter. With each new one rights are looked at anew, the
   * nodes share the clients anew, and a browser lets go of what it has read.
   */
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** How long an {@code EventSource} waits when its stream has ended without a word. */
  private static final Duration MIN_RETRY = Duration.ofMillis(500);

  private static final Duration MAX_RETRY = Duration.ofSeconds(3);

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private static final String UNBUFFERED = "X-Accel-Buffering";

  private static final Map<String, String> HEADERS = Map.of(UNBUFFERED, "no");

  /**
   * In HTTP/1 the stream's end is the connection's end, so that it needs no chunks. Jetty sends the
   * line end that closes a chunk with the next one, and a proxy that waits for it (varnish, and in
   * its way haproxy) would pass on each frame when the next one comes.
   */
  private static final Map<String, String> HTTP1_HEADERS =
      Map.of(UNBUFFERED, "no", "Connection", "close");

  private final Poller poller;
  private final AsyncAnswer answer;
  private final Frames frames;
  private final Ticker ticker;
  private final boolean isHttp1;
  private final Runnable seen;
  private final long endNanos;

  /** What is asked for. Fewer channels than at first, if some turned out to be forbidden. */
  private PollRequest request;

  private long frameDueNanos;
  private Duration beat = FIRST_BEAT;
  private @Nullable StreamWriter writer;
  private volatile @Nullable Poll poll;
  private volatile boolean gone;

  /**
   * A stream that has not begun.
   *
   * @param seen told at the start, and again and again while the client reads
   */
  EventStream(
      Poller poller,
      PollRequest request,
      AsyncAnswer answer,
      Frames frames,
      Ticker ticker,
      boolean isHttp1,
      Runnable seen) {
    this.poller = poller;
    this.request = request;
    this.answer = answer;
    this.frames = frames;
    this.ticker = ticker;
    this.isHttp1 = isHttp1;
    this.seen = seen;
    this.endNanos = ticker.nanos() + age().toNanos();
    this.frameDueNanos = ticker.nanos();
  }

  /**
   * Says at once where the client is, even if nothing is new: by that the client learns within
   * moments that streams get through to it, and before it, what is wrong is said with a status.
   */
  void start() {
    answer.whenGone(this::gone);
    answer.whenTimedOut(this::sendAway);
    begin(poller.prepare(request.holding(Duration.ZERO), this));
  }

  private void begin(Poll next) {
    seen.run();
    poll = next;
    if (gone) {
      // gone() may have looked before there was this poll.
      next.gone();
    }
    next.start();
  }

  private void gone() {
    gone = true;
    Poll present = poll;
    if (present != null) {
      present.gone();
    }
  }

  private void sendAway() {
    Poll present = poll;
    if (present != null) {
      present.sendAway();
    }
  }

  @Override
  public void answer(PollAnswer told) {
    try {
      boolean isFirst = writer == null;
      StreamWriter out = opened();
      if (out != null) {
        tell(told, out, isFirst ? retry() : null);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Said in the stream, because the status is long gone; then it ends. */
  @Override
  public void unauthorized() {
    end(Callers.unauthorized().problem());
  }

  @Override
  public void crowded() {
    end(Limits.tooManyPolls());
  }

  private void end(Problem problem) {
    StreamWriter out = writer;
    if (out == null) {
      answer.send(problem.answer());
    } else {
      out.end(Frames.problem(problem));
    }
  }

  @Override
  public void unavailable(String why) {
    if (writer == null) {
      answer.send(Problem.logUnavailable(why).answer());
    } else {
      answer.complete();
    }
  }

  private @Nullable StreamWriter opened() {
    if (writer == null) {
      writer = answer.stream(CONTENT_TYPE, isHttp1 ? HTTP1_HEADERS : HEADERS);
    }
    return writer;
  }

  private void tell(PollAnswer told, StreamWriter out, @Nullable Duration retry) {
    Duration pause = told.advice() == null ? null : told.advice().pause();
    if (told.replay() instanceof Replay.Reset reset) {
      request = request.without(forbidden(reset));
    }
    if (pause != null) {
      // This node goes away, or is full, or the client has said goodbye.
      out.end(frames.frame(told, pause));
    } else if (isOld() || request.channels().isEmpty()) {
      out.end(frames.frame(told));
    } else if (told.replay() instanceof Replay.UpToDate && !isFrameDue()) {
      out.write(Frames.COMMENT, () -> goOn(told.replay().cursor()));
    } else {
      frameDueNanos = ticker.nanos() + request.hold().toNanos();
      byte[] frame = retry == null ? frames.frame(told) : frames.frame(told, retry);
      out.write(frame, () -> goOn(told.replay().cursor()));
    }
  }

  /** Said once: the stream goes on without them. */
  private static List<ChannelName> forbidden(Replay.Reset reset) {
    return reset.reasons().entrySet().stream()
        .filter(each -> each.getValue() == Replay.Reason.FORBIDDEN)
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isOld() {
    return ticker.nanos() - endNanos >= 0;
  }

  private boolean isFrameDue() {
    return ticker.nanos() - frameDueNanos >= 0;
  }

  private void goOn(Cursor cursor) {
    Poll before = poll;
    if (before != null) {
      try {
        Poll next = before.next(request.after(cursor).holding(beat));
        beat = BEAT;
        begin(next);
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }

  private void fail(RuntimeException e) {
    log.error("a stream failed", e);
    if (writer == null) {
      answer.send(Problem.ofStatus(500).answer());
    } else {
      answer.complete();
    }
  }

  /** Spread, so that the streams of a node that was killed do not come back together. */
  private static Duration retry() {
    long most = MAX_RETRY.minus(MIN_RETRY).toMillis();
    return MIN_RETRY.plusMillis(ThreadLocalRandom.current().nextLong(most));
  }

  private static Duration age() {
    return MAX_AGE.minusMillis(ThreadLocalRandom.current().nextLong(MAX_AGE.toMillis() / 4));
  }
}
