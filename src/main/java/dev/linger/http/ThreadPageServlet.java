package dev.linger.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.event.Event;
import dev.linger.event.Replay;
import dev.linger.hub.Holder;
import dev.linger.poll.PollAnswer;
import dev.linger.poll.PollExchange;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /threads/{id}.html}: a thread without any script. The page is shown at once, and asks its
 * browser to load it again with its cursor; that second load is a parked poll, answered when there
 * is something new. So a text browser follows a thread, too.
 */
final class ThreadPageServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private static final String SUFFIX = ".html";
  private static final String CONTENT_TYPE = "text/html;charset=utf-8";

  /** Nothing may run, load, frame or be sent from here. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer");

  /**
   * How many of the thread's latest events the page is made of. In a thread that many read most of
   * them are receipts, which the page does not show.
   */
  private static final int EVENTS = 2_000;

  /** A page must not run after a busy thread faster than a person reads. */
  private static final int REFRESH_SECONDS = 2;

  /** When the log is away, so that the page comes back by itself. */
  private static final int RETRY_SECONDS = 10;

  private final transient Poller poller;
  private final transient Callers callers;
  private final transient PollRequests requests;

  ThreadPageServlet(Poller poller, Access access, Patience patience) {
    super(patience, Set.of("GET"));
    this.poller = poller;
    this.callers = new Callers(access);
    this.requests = new PollRequests(poller.limits(), callers);
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    String id = id(request.getPathInfo());
    ObjectNode query = Query.toJson(request.getQueryString());
    query.putArray("channels").add("thread:" + id);
    Caller caller = callers.of(request, null);
    Holder holder = Limits.holder(request, caller);
    PollRequest read = requests.read(Fields.of(query, "a page"), caller, holder, null);
    PollRequest asked = read.by(new PageReader(read.reader()));
    if (request.getMethod().equals("HEAD")) {
      answer.send(new Answer(200, CONTENT_TYPE, new byte[0], HEADERS));
    } else if (asked.cursor() == null) {
      show(id, asked, answer);
    } else {
      // Whatever it is that ends the wait, the page shows the latest.
      poll(asked, answer, told -> show(id, asked, answer));
    }
  }

  private static String id(@Nullable String path) throws ProblemException {
    if (path == null || !path.endsWith(SUFFIX) || path.length() == SUFFIX.length() + 1) {
      throw new ProblemException(Problem.ofStatus(404));
    }
    return path.substring(1, path.length() - SUFFIX.length());
  }

  private void show(String id, PollRequest asked, AsyncAnswer answer) {
    PollRequest latest =
        new PollRequest(
            asked.channels(), List.of(), null, Duration.ZERO, EVENTS, EVENTS, null, asked.reader());
    poll(latest, answer, told -> answer.send(page(id, asked.hold(), told.replay())));
  }

  private Answer page(String id, Duration hold, Replay latest) {
    String next =
        URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")
            + SUFFIX
            + "?cursor="
            + URLEncoder.encode(latest.cursor().text(), StandardCharsets.UTF_8)
            + (hold.equals(poller.limits().hold()) ? "" : "&hold=" + hold.toMillis() / 1000.0);
    byte[] body = new ThreadPage(id, eventsOf(latest)).html(next).getBytes(StandardCharsets.UTF_8);
    return new Answer(200, CONTENT_TYPE, body, HEADERS)
        .with("Refresh", REFRESH_SECONDS + "; url=" + next);
  }

  private static List<Event> eventsOf(Replay latest) {
    return latest instanceof Replay.Events some ? some.events() : List.of();
  }

  private void poll(PollRequest request, AsyncAnswer answer, Consumer<PollAnswer> then) {
    run(poller.prepare(request, new Exchange(answer, then)), answer);
  }

  /** One of the page's polls. */
  private record Exchange(AsyncAnswer answer, Consumer<PollAnswer> then) implements PollExchange {

    @Override
    public void answer(PollAnswer told) {
      ApiServlet.guarded(answer, () -> then.accept(told));
    }

    @Override
    public void unauthorized() {
      answer.send(Callers.unauthorized().problem().answer());
    }

    @Override
    public void crowded() {
      comeBack(Limits.tooManyPolls());
    }

    @Override
    public void unavailable(String why) {
      comeBack(Problem.logUnavailable(why));
    }

    /** The page comes back by itself, when its reader may long have looked away. */
    private void comeBack(Problem problem) {
      answer.send(problem.answer().with("Refresh", Integer.toString(RETRY_SECONDS)));
    }
  }
}
