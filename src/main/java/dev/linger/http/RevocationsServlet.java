package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.linger.access.AccessRules;
import dev.linger.access.Caller;
import dev.linger.access.Revocation;
import dev.linger.access.Revocations;
import dev.linger.event.ChannelName;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /revocations}: a user's tokens, or one of them, are good no more. For whoever may publish
 * to that user's own channel: who can speak to somebody as the forum can also show them out.
 */
final class RevocationsServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  /** A user's id, a token's and the caller's own token fit in. */
  private static final int MAX_BODY_BYTES = 16 * 1024;

  private static final Set<String> FIELDS = Set.of("user", "jti", "before", "token");

  /** Seconds since 1970 that fit into milliseconds with ease. */
  private static final double MAX_SECONDS = 1e11;

  private final transient Callers callers;
  private final transient Revocations revocations;
  private final transient Limits limits;

  RevocationsServlet(AccessRules rules, Limits limits, Patience patience) {
    super(patience, Set.of("POST"));
    this.callers = new Callers(rules.access());
    this.revocations = rules.revocations();
    this.limits = limits;
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    reply(request, answer, MAX_BODY_BYTES, body -> revoke(Json.read(body), request));
  }

  private String revoke(JsonNode body, HttpServletRequest request) throws ProblemException {
    Fields fields = Fields.of(body, "a revocation");
    Caller caller = callers.of(request, fields.string("token"));
    fields.allowOnly(FIELDS);
    String user = user(fields, caller);
    @Nullable String token = token(fields);
    limits.publishing(request, caller, 1);
    @Nullable Long before = before(fields);
    long until = Snapshots.orThrow(() -> revocations.revoke(user, token, before));
    return Json.text(JsonNodeFactory.instance.objectNode().put("linger", 1).put("until", until));
  }

  private static @Nullable Long before(Fields fields) throws ProblemException {
    if (fields.get("before") == null) {
      return null;
    }
    double seconds = fields.number("before", 0, MAX_SECONDS);
    return (long) (seconds * TimeUnit.SECONDS.toMillis(1));
  }

  private String user(Fields fields, Caller caller) throws ProblemException {
    String user = fields.string("user");
    if (user == null || user.isEmpty()) {
      throw invalidUser();
    }
    if (!callers.access().mayPublish(caller, own(user))) {
      throw new ProblemException(
          Problem.of(403, "forbidden", "this takes the right to publish to the user's channel"));
    }
    return user;
  }

  private static ChannelName own(String user) throws ProblemException {
    try {
      return ChannelName.ofUser(user);
    } catch (IllegalArgumentException e) {
      throw invalidUser();
    }
  }

  private static ProblemException invalidUser() {
    return ProblemException.badRequest("invalid_user", "user is a user's id");
  }

  private static @Nullable String token(Fields fields) throws ProblemException {
    String token = fields.string("jti");
    if (token != null && (token.isEmpty() || token.length() > Revocation.MAX_TOKEN_LENGTH)) {
      throw ProblemException.badRequest(
          "invalid_jti", "jti has 1 to " + Revocation.MAX_TOKEN_LENGTH + " characters");
    }
    return token;
  }
}
