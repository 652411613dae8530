package dev.linger.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the pages of our own origin and of those that are allowed, tells their browsers so
 * (CORS), and answers 403 to all other pages before anything of them is read.
 *
 * <p>Who sends what:
 *
 * <ul>
 *   <li>A page of another origin: its browser says which, in {@code Origin}, and a page can't
 *       change that. This includes what goes without a preflight: a {@code text/plain} POST, an
 *       XDomainRequest, a form, an {@code EventSource}. Refusing them here matters although CORS
 *       would keep the answer from the page: a publish has happened when its answer is withheld.
 *   <li>A page of our own origin: browsers leave {@code Origin} out of a GET, and old ones out of a
 *       POST. Where they send it, it is compared with what the request itself was sent to; a proxy
 *       may have changed that, so the browser's own word in {@code Sec-Fetch-Site} counts as well.
 *   <li>What is no browser sends none, under whatever content type. It is let in: it might as well
 *       write any {@code Origin} it likes, so to ask for one would keep nobody out. It can't do
 *       more than anybody: a request has the rights that it brings along, in a token in its header
 *       or body, which a foreign page does not have. Where that is not so, because a cookie makes
 *       somebody of it, {@link Logins} asks for more.
 *   <li>A script element sends none either, and gets {@code /poll.js} only, which is nobody's.
 * </ul>
 *
 * <p>{@code Vary: Origin} is on everything, the answers without CORS headers included: a cache that
 * has kept one of those would keep an allowed page out.
 *
 * <p>A preflight's answer is the same for every address here and says so for a day (browsers cut
 * that: Chrome to two hours). Polls are POSTs to one constant address, so there is one preflight in
 * that time, and none before each poll.
 */
final class OriginFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  private static final String ORIGIN = "Origin";
  private static final String VARY = "Vary";

  /** What our answers have that a page of another origin may read. */
  private static final String EXPOSED =
      "Retry-After, Preference-Applied, WWW-Authenticate, Allow, Content-Length";

  private static final Map<String, String> PREFLIGHT =
      Map.of(
          "Access-Control-Allow-Methods", "GET, HEAD, POST",
          "Access-Control-Allow-Headers",
              "Authorization, Content-Type, Idempotency-Key, Prefer, Last-Event-ID, Cache-Control",
          "Access-Control-Max-Age", "86400");

  private final transient Entrance entrance;
  private final transient Patience patience;
  private final transient LongAdder refused = new LongAdder();

  OriginFilter(Entrance entrance, Patience patience) {
    this.entrance = entrance;
    this.patience = patience;
  }

  /** How many requests of foreign pages were turned away. */
  long refused() {
    return refused.sum();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String origin = origin(request);
    boolean isAllowed = origin != null && entrance.origins().allows(origin);
    if (origin != null && !entrance.isOurs(request, origin)) {
      refused.increment();
      Problems.send(request, response, patience, forbidden());
      return;
    }
    response.addHeader(VARY, ORIGIN);
    if (origin != null && isAllowed) {
      response.setHeader(ALLOW_ORIGIN, origin);
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
      if (entrance.logins().isOn()) {
        response.setHeader("Access-Control-Allow-Credentials", "true");
      }
      if (isPreflight(request)) {
        PREFLIGHT.forEach(response::setHeader);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
    }
    entrance.logins().note(request, origin, entrance);
    chain.doFilter(request, response);
  }

  /**
   * What the request says of its page.
   *
   * @return null if it says nothing; if it says several things, what can be nobody's
   */
  private static @Nullable String origin(HttpServletRequest request) {
    Enumeration<String> values = request.getHeaders(ORIGIN);
    if (!values.hasMoreElements()) {
      return null;
    }
    String first = values.nextElement();
    return values.hasMoreElements() ? "" : first;
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  private static Problem forbidden() {
    return new Problem(
        403,
        "forbidden_origin",
        "pages of this origin may not use this server",
        Map.of(VARY, ORIGIN));
  }
}
