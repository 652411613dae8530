package dev.linger.http;

import dev.linger.poll.Poll;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What our endpoints have in common: the methods they take, and that every accident becomes a
 * {@link Problem}. Nothing ever leaves through {@code sendError} or an exception, because
 * containers make HTML pages of those, with versions and stacks on them.
 */
abstract class ApiServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(ApiServlet.class);

  /** A step that may end in a problem. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException, ProblemException;
  }

  private final transient Patience patience;
  private final transient Set<String> methods;
  private final String allow;
  private transient Traffic.Endpoint traffic = Traffic.uncounted();

  /**
   * An endpoint.
   *
   * @param methods what it takes besides OPTIONS, and besides HEAD where it takes GET
   */
  ApiServlet(Patience patience, Set<String> methods) {
    this.patience = patience;
    this.methods = methods;
    this.allow =
        (methods.contains("GET") ? "GET, HEAD, " : "")
            + (methods.contains("POST") ? "POST, " : "")
            + "OPTIONS";
  }

  /** Says where its requests are counted. To be called before a container has the servlet. */
  final void countIn(Traffic.Endpoint endpoint) {
    traffic = endpoint;
  }

  /**
   * Serves a request: sends an answer, now or later. HEAD and GET must be told apart if it matters.
   */
  abstract void serve(HttpServletRequest request, AsyncAnswer answer)
      throws IOException, ProblemException;

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response) {
    AsyncAnswer answer = AsyncAnswer.start(request, response, patience, traffic);
    guarded(answer, () -> dispatch(request, answer));
  }

  /** Runs a step of a request; whatever comes of it, the request is answered. */
  static void guarded(AsyncAnswer answer, Step step) {
    try {
      step.run();
    } catch (ProblemException e) {
      answer.send(e.problem().answer());
    } catch (IOException e) {
      log.debug("a request could not be read: {}", e.toString());
      answer.send(Problem.ofStatus(400).answer());
    } catch (RuntimeException | Error e) {
      log.error("a request failed", e);
      answer.send(Problem.ofStatus(500).answer());
    }
  }

  /** What is answered to a body; JSON. */
  @FunctionalInterface
  interface Reply {
    String to(byte[] body) throws ProblemException;
  }

  /** Reads a body of JSON, now or as it arrives, and sends what is answered to it. */
  static void reply(HttpServletRequest request, AsyncAnswer answer, int maxBytes, Reply reply)
      throws IOException, ProblemException {
    Json.checkContentType(request);
    BodyReader.read(
        answer, request, maxBytes, body -> answer.send(Answer.json(200, reply.to(body))));
  }

  /** Runs a poll that answers here, and tells it if its client goes away. */
  static void run(Poll poll, AsyncAnswer answer) {
    answer.whenGone(poll::gone);
    answer.whenTimedOut(poll::sendAway);
    poll.start();
  }

  private void dispatch(HttpServletRequest request, AsyncAnswer answer)
      throws IOException, ProblemException {
    String method = request.getMethod();
    boolean head = method.equals("HEAD") && methods.contains("GET");
    if (head || methods.contains(method)) {
      serve(request, answer);
    } else if (method.equals("OPTIONS")) {
      answer.send(Answer.empty(204, Map.of("Allow", allow)));
    } else {
      throw new ProblemException(Problem.methodNotAllowed(allow));
    }
  }
}
