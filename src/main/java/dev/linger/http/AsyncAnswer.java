package dev.linger.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's way to its answer. It is answered once, by whoever comes first: whole, by an {@link
 * AnswerWriter}, or in parts, by a {@link StreamWriter}. Neither holds a thread: what the client
 * does not read waits in memory until {@link Patience} runs out.
 *
 * <p>A write to a client that went away succeeds on most containers; {@code complete()} after the
 * container has noticed throws {@code IllegalStateException} on some. {@code complete()} with a
 * write pending ends the connection on Jetty, or the stream on HTTP/2 ({@code HttpOutput}:
 * "Completed whilst write unready"); the servlet API has no other word for cutting a client off.
 * What containers tell of their own accord is in {@link ContainerEvents}.
 *
 * <p>Threading: {@link #send}, {@link #giveUp} and the container's callbacks come from any thread;
 * a compare-and-set on {@code phase} decides who answers, and that one makes the writer. A deadline
 * may be told while what it was for is just happening; {@link #giveUp} therefore looks again.
 */
final class AsyncAnswer {

  private static final Logger log = LoggerFactory.getLogger(AsyncAnswer.class);

  private static final VarHandle PHASE;
  private static final VarHandle LET_GO;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(AsyncAnswer.class, "phase", Phase.class);
      LET_GO = MethodHandles.lookup().findVarHandle(AsyncAnswer.class, "letGo", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final byte[] NOTHING = {};

  private enum Phase {
    /** The request is here; nobody has answered it. */
    OPEN,
    /** Its body is still to come; nobody has answered it. */
    READING,
    /** Somebody answers; the container has not been given the answer yet. */
    CLAIMED,
    /** The container has the answer; the client is being told. */
    WRITING,
    /** Told, or given up. */
    DONE
  }

  private final AsyncContext context;
  private final Patience patience;
  private final Traffic.Endpoint traffic;
  private final boolean withBody;
  private volatile Phase phase = Phase.OPEN;
  private volatile @Nullable Runnable whenGone;
  private volatile @Nullable Runnable whenTimedOut;
  private volatile long dueNanos;
  private volatile boolean isDue;
  private volatile boolean hurried;
  private volatile @Nullable Runnable letGo;
  private volatile boolean isStream;

  private AsyncAnswer(
      AsyncContext context, Patience patience, Traffic.Endpoint traffic, boolean withBody) {
    this.context = context;
    this.patience = patience;
    this.traffic = traffic;
    this.withBody = withBody;
  }

  /** Takes the request off its thread. */
  static AsyncAnswer start(
      HttpServletRequest request,
      HttpServletResponse response,
      Patience patience,
      Traffic.Endpoint traffic) {
    AsyncContext context = request.startAsync(request, response);
    // Our own deadlines end every request. The container's would cost a timer each.
    context.setTimeout(0);
    AsyncAnswer answer =
        new AsyncAnswer(context, patience, traffic, !request.getMethod().equals("HEAD"));
    context.addListener(new ContainerEvents(answer));
    patience.begins();
    traffic.begins();
    return answer;
  }

  /** Sends the answer, unless there has been one. Does not wait. */
  void send(Answer answer) {
    if (claim()) {
      write(answer);
    }
  }

  /**
   * Begins an answer whose parts come one after the other, unless there has been an answer.
   *
   * @return null if there has been one, or the client has gone
   */
  @Nullable StreamWriter stream(String contentType, Map<String, String> headers) {
    if (!claim()) {
      return null;
    }
    isStream = true;
    clearDeadline();
    traffic.answers(200, null);
    try {
      StreamWriter writer =
          new StreamWriter(this, begin(200, contentType, headers).getOutputStream());
      writer.start();
      return writer;
    } catch (IOException | RuntimeException e) {
      lost(e);
      return null;
    }
  }

  private void write(Answer answer) {
    clearDeadline();
    letGo();
    traffic.answers(answer.status(), answer.code());
    try {
      HttpServletResponse response = begin(answer.status(), answer.contentType(), answer.headers());
      response.setContentLength(answer.body().length);
      byte[] body = withBody ? answer.body() : NOTHING;
      new AnswerWriter(this, response.getOutputStream(), body).start(hasNoTimeFor(body.length));
    } catch (IOException | RuntimeException e) {
      lost(e);
    }
  }

  private HttpServletResponse begin(int status, String contentType, Map<String, String> headers) {
    HttpServletResponse response = (HttpServletResponse) context.getResponse();
    response.setStatus(status);
    if (!contentType.isEmpty()) {
      response.setContentType(contentType);
    }
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Content-Type-Options", "nosniff");
    headers.forEach(response::setHeader);
    return response;
  }

  /** There may be no thread any more that the container would call us back on. */
  private boolean hasNoTimeFor(int bytes) {
    return hurried || (patience.isOver() && bytes <= AnswerWriter.CHUNK_BYTES);
  }

  /** For the writers: the container has the answer. By now it may even have been written. */
  void begun() {
    PHASE.compareAndSet(this, Phase.CLAIMED, Phase.WRITING);
  }

  /** For the writers: nobody is there to be told any more. */
  boolean isOver() {
    return phase == Phase.DONE;
  }

  /**
   * For the writers: the client has to read before there can be more. It has this long, if there is
   * room for what waits for it; if not, it is cut off: why can't be said, the answer has begun.
   */
  void expectReader(byte[] waiting) {
    if (isDue) {
      return;
    }
    setDeadline(patience.readerDue());
    if (patience.unread().add(waiting)) {
      whenOver(() -> patience.unread().remove(waiting));
    } else {
      log.debug("a client that does not read is cut off: too much waits for others like it");
      complete();
    }
  }

  /** For the writers: it has read. */
  void readerCame() {
    clearDeadline();
    letGo();
  }

  /** Says what to let go of when this is answered or over; done once. Replaces what was said. */
  void whenOver(Runnable action) {
    letGo = action;
    if (phase == Phase.DONE) {
      // end() may have looked before: whoever comes second sees the other.
      letGo();
    }
  }

  private void letGo() {
    // Nearly always there is nothing.
    Runnable action = letGo == null ? null : (Runnable) LET_GO.getAndSet(this, null);
    if (action != null) {
      action.run();
    }
  }

  Patience patience() {
    return patience;
  }

  /** The client took too long: to send, then it is told so; or to read, then it is cut off. */
  void giveUp() {
    if (!isDue || !patience.isPast(dueNanos)) {
      return;
    }
    isDue = false;
    if (PHASE.compareAndSet(this, Phase.READING, Phase.CLAIMED)) {
      write(Problem.ofStatus(408).answer());
    } else if (phase == Phase.WRITING) {
      log.debug("a client that does not read is cut off");
      complete();
    }
  }

  /**
   * Says whom to tell when this is over. Whoever has been answered may be told, too; it matters to
   * those who still wait.
   */
  void whenGone(Runnable action) {
    whenGone = action;
    if (phase == Phase.DONE) {
      // end() may have looked before there was anybody to tell: whoever comes second sees the
      // other, and being told twice does no harm.
      action.run();
    }
  }

  /** Says what answers the request if the container wants an end of it, now and on its thread. */
  void whenTimedOut(Runnable action) {
    whenTimedOut = action;
  }

  /** The body is on its way; it has this long. */
  void expectBody() {
    if (PHASE.compareAndSet(this, Phase.OPEN, Phase.READING)) {
      setDeadline(patience.bodyDue());
    }
  }

  /**
   * The body is here.
   *
   * @return false if it came too late: the request has been answered, and must not be carried out
   */
  boolean bodyArrived() {
    if (!PHASE.compareAndSet(this, Phase.READING, Phase.OPEN)) {
      return false;
    }
    clearDeadline();
    letGo();
    return true;
  }

  /**
   * For the container's events: an end is wanted now, so nothing waits for its threads any more.
   *
   * @return whether there was somebody to tell, who answers
   */
  boolean hurry() {
    hurried = true;
    Runnable action = whenTimedOut;
    if (action != null) {
      action.run();
    }
    return action != null;
  }

  /** For the container's events: nobody has answered. */
  boolean isOpen() {
    return phase == Phase.OPEN || phase == Phase.READING;
  }

  /**
   * For the container's events: somebody is about to answer, or is at it. A stream has been
   * answered when its last part is written; who has ended its wait is about to write that, unless
   * it is the client who has to read first.
   */
  boolean isBeingAnswered() {
    Phase now = phase;
    return now == Phase.OPEN
        || now == Phase.CLAIMED
        || (isStream && now == Phase.WRITING && !isDue);
  }

  /** For the container's events: it has told the client what it wanted. */
  void ended() {
    if (end()) {
      patience.ends();
      traffic.ends();
    }
  }

  /** For the writers: writing failed, as it does when the client has gone. */
  void lost(Throwable e) {
    log.debug("a client went away: {}", e.toString());
    complete();
  }

  /** For the writers: everything has been written. */
  void complete() {
    if (end()) {
      tellComplete();
      patience.ends();
      traffic.ends();
    }
  }

  /** Also for the container's events: who has ended it may not have told the container yet. */
  void tellComplete() {
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container was faster. Which one may be first differs, and none of them minds.
      log.trace("already completed", e);
    }
  }

  /** True for the one who answers. */
  boolean claim() {
    for (Phase now = phase; now == Phase.OPEN || now == Phase.READING; now = phase) {
      if (PHASE.compareAndSet(this, now, Phase.CLAIMED)) {
        return true;
      }
    }
    return false;
  }

  /** True for the one who ends it, and then tells {@link Patience}. */
  private boolean end() {
    Phase before = (Phase) PHASE.getAndSet(this, Phase.DONE);
    if (before == Phase.DONE) {
      return false;
    }
    if (before == Phase.OPEN || before == Phase.READING) {
      traffic.goes();
    }
    clearDeadline();
    letGo();
    Runnable action = whenGone;
    if (action != null) {
      action.run();
    }
    return true;
  }

  private void setDeadline(long nanos) {
    dueNanos = nanos;
    isDue = true;
    patience.deadlines().add(this, nanos);
  }

  private void clearDeadline() {
    if (isDue) {
      isDue = false;
      patience.deadlines().remove(this, dueNanos);
    }
  }
}
