package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.Receipt;
import dev.linger.publish.Publisher;
import dev.linger.publish.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /events}: publishes one event, or an array of them, all or none. */
final class PublishServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(PublishServlet.class);

  private final transient Publisher publisher;
  private final transient Callers callers;
  private final transient PublishRequests requests;
  private final int maxBodyBytes;

  PublishServlet(Publisher publisher, Access access, Patience patience, int maxBodyBytes) {
    super(patience, Set.of("POST"));
    this.publisher = publisher;
    this.callers = new Callers(access);
    this.requests = new PublishRequests(callers);
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    Json.checkContentType(request);
    @Nullable String once = request.getHeader("Idempotency-Key");
    BodyReader.read(
        answer, request, maxBodyBytes, body -> publish(Json.read(body), once, request, answer));
  }

  private void publish(
      JsonNode body, @Nullable String once, HttpServletRequest request, AsyncAnswer answer)
      throws ProblemException {
    Caller caller = callers.of(request, PublishRequests.token(body));
    List<Draft> drafts = requests.read(body, caller, once);
    try {
      answer.send(created(publisher.publish(drafts)));
    } catch (RefusedException e) {
      throw new ProblemException(problem(e));
    } catch (LogUnavailableException e) {
      log.warn("{} events were not acknowledged: {}", drafts.size(), e.getMessage());
      throw new ProblemException(
          Problem.passing(
              503,
              "log_unavailable",
              "not confirmed; publish again, with an idempotency key to store it only once"));
    }
  }

  private static Answer created(List<Receipt> receipts) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("linger", 1);
    ArrayNode ids = body.putArray("ids");
    receipts.forEach(receipt -> ids.add(receipt.position().toString()));
    return Answer.json(201, body.toString());
  }

  private static Problem problem(RefusedException e) {
    String detail = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case EMPTY -> Problem.of(400, "no_events", detail);
      case RESERVED -> Problem.of(400, "reserved_channel", detail);
      case TOO_MANY -> Problem.passing(413, "too_many_events", detail);
      case TOO_LONG -> Problem.passing(413, "event_too_large", detail);
    };
  }
}
