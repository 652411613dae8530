package dev.linger.http;

import dev.linger.access.Access;
import dev.linger.poll.Poller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health/live}: this process answers. {@code /health/ready}: events get through, proved by
 * one that is sent through the log and comes back, and people can be known. The first is for
 * whoever restarts nodes, the second for whoever sends them clients: a node whose Redis is away
 * must not be restarted.
 */
final class HealthServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private final transient Poller poller;
  private final transient Readiness readiness;
  private final transient Access access;

  HealthServlet(Poller poller, Readiness readiness, Access access, Patience patience) {
    super(patience, Set.of("GET"));
    this.poller = poller;
    this.readiness = readiness;
    this.access = access;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws ProblemException {
    switch (String.valueOf(request.getPathInfo())) {
      case "/live" -> answer.send(Answer.json(200, "{\"linger\":1,\"status\":\"live\"}"));
      case "/ready" -> ready(answer);
      default -> throw new ProblemException(Problem.ofStatus(404));
    }
  }

  private void ready(AsyncAnswer answer) throws ProblemException {
    if (poller.isDraining()) {
      throw new ProblemException(Problem.passing(503, "draining", "this node is going away"));
    }
    @Nullable String failure = readiness.failure();
    if (failure != null) {
      throw new ProblemException(Problem.logUnavailable(failure));
    }
    if (!access.isReady()) {
      throw new ProblemException(
          Problem.passing(503, "no_keys", "there is no key yet to check anybody's token with"));
    }
    answer.send(Answer.json(200, "{\"linger\":1,\"status\":\"ready\"}"));
  }
}
