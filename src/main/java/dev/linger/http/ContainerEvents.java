package dev.linger.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container tells of a request that we have taken off its thread, and what comes of it.
 *
 * <p>What containers do differently (all observed): a client that went away is noticed at once on
 * HTTP/2 and not at all on HTTP/1.1; an error may come on a container thread while we are
 * completing; and after a reset {@code onComplete} may never come, so nothing is ever cleaned up
 * there. An error that nobody answers would end in an empty 200, so we answer 503.
 *
 * <p>Threading: any thread; {@link AsyncAnswer} decides who is first.
 */
final class ContainerEvents implements AsyncListener {

  private static final Logger log = LoggerFactory.getLogger(ContainerEvents.class);

  /**
   * How long a thread that is answering is waited for at the most, in looks a millisecond apart.
   */
  private static final int MAX_LOOKS = 500;

  private final AsyncAnswer answer;

  ContainerEvents(AsyncAnswer answer) {
    this.answer = answer;
  }

  /** The container lost the request, or is closing its connection. */
  @Override
  public void onError(AsyncEvent event) {
    if (answer.claim()) {
      try {
        var response = (HttpServletResponse) event.getAsyncContext().getResponse();
        if (!response.isCommitted()) {
          response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
      } catch (RuntimeException e) {
        log.trace("the response was gone already", e);
      }
    }
    answer.complete();
  }

  /**
   * We set no time-out, but Tomcat ends whatever is left of an application that is being undeployed
   * this way, within a second of {@code contextDestroyed}. What is not complete when this returns
   * becomes an HTML page with status 500. So the answer is written here and now, or, if another
   * thread is writing it, waited for.
   */
  @Override
  public void onTimeout(AsyncEvent event) {
    if (answer.hurry()) {
      awaitOther();
    }
    if (answer.isOpen()) {
      answer.send(Problem.ofStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE).answer());
    }
    awaitOther();
    answer.complete();
    // That thread may have said that it is done, and not have told the container yet.
    answer.tellComplete();
  }

  /**
   * Waits, not for long, for a thread that is about to answer, or is at it. That one does not
   * notify: it would have to for every answer, and this happens once in the life of a node, if at
   * all.
   */
  private synchronized void awaitOther() {
    try {
      for (int i = 0; i < MAX_LOOKS && answer.isBeingAnswered(); i++) {
        wait(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    answer.ended();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
