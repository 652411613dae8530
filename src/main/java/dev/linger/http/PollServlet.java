package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.forum.ForumRules;
import dev.linger.poll.PollAnswer;
import dev.linger.poll.PollExchange;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /poll}: the events after a cursor, now or when there are any. HEAD looks and does not
 * park.
 */
final class PollServlet extends ApiServlet {

  /** Fifty of the longest channel names, a cursor and a token fit in. */
  static final int MAX_BODY_BYTES = 32 * 1024;

  private static final long serialVersionUID = 1L;

  private final transient Poller poller;
  private final transient Visits visits;
  private final transient Callers callers;
  private final transient PollRequests requests;
  private final transient Resumes resumes;
  private final transient PollAnswers answers = new PollAnswers();

  PollServlet(Poller poller, ForumRules forum, Access access, Patience patience) {
    super(patience, Set.of("GET", "POST"));
    this.poller = poller;
    this.resumes = new Resumes(forum.resuming());
    this.visits = new Visits(forum.presence(), poller.limits().maxHold());
    this.callers = new Callers(access);
    this.requests = new PollRequests(poller.limits(), callers);
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    switch (request.getMethod()) {
      case "HEAD" -> answer.send(Answer.json(200, ""));
      case "GET" -> poll(Query.toJson(request.getQueryString()), request, answer);
      default -> {
        Json.checkContentType(request);
        BodyReader.read(
            answer, request, MAX_BODY_BYTES, body -> poll(Json.read(body), request, answer));
      }
    }
  }

  private void poll(JsonNode body, HttpServletRequest request, AsyncAnswer answer)
      throws ProblemException {
    Fields fields = Fields.of(body, "a poll");
    Caller caller = callers.of(request, fields.string("token"));
    @Nullable Integer wait = PollRequests.preferredWait(request.getHeaders("Prefer"));
    PollRequest asked = requests.read(fields, caller, Limits.holder(request, caller), wait);
    PollRequest parsed = resumes.apply(fields, caller, asked);
    @Nullable Integer applied =
        wait != null && fields.get("hold") == null ? Integer.valueOf(granted(wait)) : null;
    visits.seen(caller, parsed);
    run(poller.prepare(parsed, new Exchange(answer, applied)), answer);
  }

  private int granted(int wait) {
    return Math.toIntExact(Math.min(wait, poller.limits().maxHold().toSeconds()));
  }

  /** One poll's way back. */
  private final class Exchange implements PollExchange {

    private final AsyncAnswer answer;
    private final @Nullable Integer appliedWait;

    private Exchange(AsyncAnswer answer, @Nullable Integer appliedWait) {
      this.answer = answer;
      this.appliedWait = appliedWait;
    }

    @Override
    public void answer(PollAnswer told) {
      // On an answer thread nobody else would catch what goes wrong, and the client would wait on.
      ApiServlet.guarded(answer, () -> answer.send(written(told)));
    }

    private Answer written(PollAnswer told) {
      Answer written = answers.answer(told);
      if (appliedWait != null) {
        written = written.with("Preference-Applied", "wait=" + appliedWait);
      }
      if (poller.isDraining()) {
        // The client's next poll goes to another node; over this connection it would be cut off.
        written = written.with("Connection", "close");
      }
      return written;
    }

    @Override
    public void unauthorized() {
      answer.send(Callers.unauthorized().problem().answer());
    }

    @Override
    public void crowded() {
      answer.send(Limits.tooManyPolls().answer());
    }

    @Override
    public void unavailable(String why) {
      answer.send(Problem.logUnavailable(why).answer());
    }
  }
}
