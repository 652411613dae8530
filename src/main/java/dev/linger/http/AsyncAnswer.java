package dev.linger.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's way to its answer. It is answered once, by whoever comes first, and written without
 * holding a thread: what the client does not read waits in memory until {@link Patience} runs out.
 *
 * <p>What containers do differently, and why this is written as it is (all observed): a client that
 * went away is noticed at once on HTTP/2 and not at all on HTTP/1.1; a write to it succeeds on
 * most; an error may come on a container thread while we are completing; {@code complete()} after
 * that throws {@code IllegalStateException} on some; and after a reset {@code onComplete} may never
 * come, so nothing is ever cleaned up there. An error that nobody answers would end in an empty
 * 200, so we answer 503. {@code complete()} with a write pending ends the connection on Jetty, or
 * the stream on HTTP/2 ({@code HttpOutput}: "Completed whilst write unready"); the servlet API has
 * no other word for cutting a client off.
 *
 * <p>Threading: {@link #send}, {@link #giveUp} and the container's callbacks come from any thread;
 * a compare-and-set on {@code phase} decides who answers. The body and how much of it is written
 * belong to the container's write callbacks, of which it runs one at a time. A deadline may be told
 * while what it was for is just happening; {@link #giveUp} therefore looks again.
 */
final class AsyncAnswer implements AsyncListener, WriteListener {

  private static final Logger log = LoggerFactory.getLogger(AsyncAnswer.class);

  /**
   * How much is handed to the container at a time: more than its own buffer, so that it goes
   * through without being copied there, and little enough to ask often whether the client still
   * reads.
   */
  private static final int CHUNK_BYTES = 32 * 1024;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(AsyncAnswer.class, "phase", Phase.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

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

  /**
   * How long a thread that is answering is waited for at the most, in looks a millisecond apart.
   */
  private static final int MAX_LOOKS = 500;

  private final AsyncContext context;
  private final Patience patience;
  private final boolean withBody;
  private volatile Phase phase = Phase.OPEN;
  private volatile @Nullable Runnable whenGone;
  private volatile @Nullable Runnable whenTimedOut;
  private volatile long dueNanos;
  private volatile boolean isDue;
  private volatile boolean timedOut;
  private byte[] body = new byte[0];
  private int written;

  private AsyncAnswer(AsyncContext context, Patience patience, boolean withBody) {
    this.context = context;
    this.patience = patience;
    this.withBody = withBody;
  }

  /** Takes the request off its thread. */
  static AsyncAnswer start(
      HttpServletRequest request, HttpServletResponse response, Patience patience) {
    AsyncContext context = request.startAsync(request, response);
    // Our own deadlines end every request. The container's would cost a timer each.
    context.setTimeout(0);
    AsyncAnswer answer = new AsyncAnswer(context, patience, !request.getMethod().equals("HEAD"));
    context.addListener(answer);
    patience.begins();
    return answer;
  }

  /** Sends the answer, unless there has been one. Does not wait. */
  void send(Answer answer) {
    if (claim()) {
      write(answer);
    }
  }

  private void write(Answer answer) {
    clearDeadline();
    try {
      HttpServletResponse response = (HttpServletResponse) context.getResponse();
      response.setStatus(answer.status());
      if (!answer.contentType().isEmpty()) {
        response.setContentType(answer.contentType());
      }
      response.setHeader("Cache-Control", "no-store, no-transform");
      response.setHeader("X-Content-Type-Options", "nosniff");
      answer.headers().forEach(response::setHeader);
      response.setContentLength(answer.body().length);
      if (withBody) {
        body = answer.body();
      }
      write(response.getOutputStream());
    } catch (IOException | RuntimeException e) {
      lost(e);
    }
  }

  private void write(ServletOutputStream out) throws IOException {
    if (timedOut || (patience.isOver() && body.length <= CHUNK_BYTES)) {
      // There may be no thread any more that the container would call us back on.
      out.write(body);
      complete();
    } else {
      out.setWriteListener(this);
      // By now it may even have been written.
      PHASE.compareAndSet(this, Phase.CLAIMED, Phase.WRITING);
    }
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
    return true;
  }

  @Override
  public void onWritePossible() throws IOException {
    if (phase == Phase.DONE) {
      return;
    }
    ServletOutputStream out = context.getResponse().getOutputStream();
    while (out.isReady()) {
      if (written == body.length) {
        complete();
        return;
      }
      int length = Math.min(CHUNK_BYTES, body.length - written);
      out.write(body, written, length);
      written += length;
    }
    if (!isDue) {
      setDeadline(patience.readerDue());
    }
  }

  /** Writing failed, as it does when the client has gone. */
  @Override
  public void onError(Throwable e) {
    lost(e);
  }

  /** The container lost the request, or is closing its connection. */
  @Override
  public void onError(AsyncEvent event) {
    if (claim()) {
      try {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        if (!response.isCommitted()) {
          response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
      } catch (RuntimeException e) {
        log.trace("the response was gone already", e);
      }
    }
    complete();
  }

  /**
   * We set no time-out, but Tomcat ends whatever is left of an application that is being undeployed
   * this way, within a second of {@code contextDestroyed}. What is not complete when this returns
   * becomes an HTML page with status 500. So the answer is written here and now, or, if another
   * thread is writing it, waited for.
   */
  @Override
  public void onTimeout(AsyncEvent event) {
    timedOut = true;
    Runnable action = whenTimedOut;
    if (action != null) {
      action.run();
      awaitOther();
    }
    if (phase == Phase.OPEN || phase == Phase.READING) {
      send(Problem.ofStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE).answer());
    }
    awaitOther();
    complete();
    // That thread may have said that it is done, and not have told the container yet.
    tellComplete();
  }

  /**
   * Waits, not for long, for a thread that is about to answer, or is at it. That one does not
   * notify: it would have to for every answer, and this happens once in the life of a node, if at
   * all.
   */
  private synchronized void awaitOther() {
    try {
      for (int i = 0; i < MAX_LOOKS && (phase == Phase.OPEN || phase == Phase.CLAIMED); i++) {
        wait(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    if (end()) {
      patience.ends();
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }

  private void lost(Throwable e) {
    log.debug("a client went away: {}", e.toString());
    complete();
  }

  private void complete() {
    if (end()) {
      tellComplete();
      patience.ends();
    }
  }

  private void tellComplete() {
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container was faster. Which one may be first differs, and none of them minds.
      log.trace("already completed", e);
    }
  }

  /** True for the one who answers. */
  private boolean claim() {
    for (Phase now = phase; now == Phase.OPEN || now == Phase.READING; now = phase) {
      if (PHASE.compareAndSet(this, now, Phase.CLAIMED)) {
        return true;
      }
    }
    return false;
  }

  /** True for the one who ends it, and then tells {@link Patience}. */
  private boolean end() {
    if ((Phase) PHASE.getAndSet(this, Phase.DONE) == Phase.DONE) {
      return false;
    }
    clearDeadline();
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
