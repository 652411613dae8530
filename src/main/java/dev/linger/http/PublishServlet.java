package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.log.Draft;
import dev.linger.log.Receipt;
import dev.linger.publish.Publisher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /events}: publishes one event, or an array of them, all or none. */
final class PublishServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private final transient Publisher publisher;
  private final transient Callers callers;
  private final transient PublishRequests requests;
  private final transient Limits limits;
  private final int maxBodyBytes;

  PublishServlet(
      Publisher publisher, Access access, Limits limits, Patience patience, int maxBodyBytes) {
    super(patience, Set.of("POST"));
    this.publisher = publisher;
    this.callers = new Callers(access);
    this.requests = new PublishRequests(callers);
    this.limits = limits;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    Json.checkContentType(request);
    callers.precheck(request);
    @Nullable String once = request.getHeader("Idempotency-Key");
    BodyReader.read(
        answer, request, maxBodyBytes, body -> publish(Json.read(body), once, request, answer));
  }

  private void publish(
      JsonNode body, @Nullable String once, HttpServletRequest request, AsyncAnswer answer)
      throws ProblemException {
    Caller caller = callers.of(request, PublishRequests.token(body));
    List<Draft> drafts = requests.read(body, caller, once);
    limits.publishing(request, caller, drafts.size());
    answer.send(created(PublishProblems.orThrow(() -> publisher.publish(drafts))));
  }

  private static Answer created(List<Receipt> receipts) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("linger", 1);
    ArrayNode ids = body.putArray("ids");
    receipts.forEach(receipt -> ids.add(receipt.position().toString()));
    return Answer.json(201, body.toString());
  }
}
