package dev.linger.http;

import dev.linger.access.Access;
import dev.linger.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who makes a request: from the Authorization header, or the body where headers get lost.
 */
final class Callers {

  private static final String BEARER = "bearer ";

  private final Access access;

  Callers(Access access) {
    this.access = access;
  }

  Caller of(HttpServletRequest request, @Nullable String tokenInBody) throws ProblemException {
    String header = request.getHeader("Authorization");
    boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER);
    Caller caller =
        access.identify(
            header != null && bearer ? header.substring(BEARER.length()).strip() : tokenInBody);
    if (caller == null) {
      throw unauthorized("this token is not, or no longer, good: get a new one, keep your cursor");
    }
    return caller;
  }

  Access access() {
    return access;
  }

  static ProblemException unauthorized(String detail) {
    return new ProblemException(
        new Problem(401, "unauthorized", detail, Map.of("WWW-Authenticate", "Bearer")));
  }
}
