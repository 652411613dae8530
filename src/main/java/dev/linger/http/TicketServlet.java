package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.linger.access.AccessRules;
import dev.linger.access.Caller;
import dev.linger.access.Tickets;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;

/** {@code /ticket}: what to put into the URL of a stream or a script instead of a token, once. */
final class TicketServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  /** A token fits in. */
  private static final int MAX_BODY_BYTES = 16 * 1024;

  private final transient Callers callers;
  private final transient Tickets tickets;
  private final transient Limits limits;

  TicketServlet(AccessRules rules, Limits limits, Patience patience) {
    super(patience, Set.of("POST"));
    this.callers = new Callers(rules.access());
    this.tickets = rules.tickets();
    this.limits = limits;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    reply(request, answer, MAX_BODY_BYTES, body -> issue(body, request));
  }

  private String issue(byte[] body, HttpServletRequest request) throws ProblemException {
    // A request that needs nothing in its body need not have one.
    JsonNode json = body.length == 0 ? JsonNodeFactory.instance.objectNode() : Json.read(body);
    Fields fields = Fields.of(json, "a question for a ticket");
    fields.allowOnly(Set.of("token"));
    Caller caller = callers.of(request, fields.string("token"));
    if (caller.user() == null && caller.pass() == null) {
      throw Callers.unauthorized("a ticket stands for somebody: say who you are");
    }
    limits.acting(request, caller, "ticket");
    String ticket = Snapshots.orThrow(() -> tickets.issue(caller));
    return Json.text(
        JsonNodeFactory.instance
            .objectNode()
            .put("linger", 1)
            .put("ticket", ticket)
            .put("expires", Tickets.AGE.toSeconds()));
  }
}
