package dev.linger.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * In front of everything in our own WAR: where the demo forum is hidden, our endpoints and the
 * browser client are there, and nothing else. It says what passes and not what is stopped, so that
 * a file that is added to the demo is not added to production. The launcher's class is hidden
 * everywhere. In a host application's WAR it is not installed: its files are its own.
 */
public final class DemoFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String ATTRIBUTE = DemoFilter.class.getName();
  private static final Set<String> CLIENT = Set.of("/linger.js", "/linger.d.ts");

  /** For the container, which creates it from {@code web.xml}. */
  public DemoFilter() {}

  /** Hides the demo of this context. */
  public static void hide(ServletContext context) {
    context.setAttribute(ATTRIBUTE, true);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Endpoints.isOurs(request.getHttpServletMapping().getServletName())
        || !hides(request.getServletContext(), request.getServletPath())) {
      chain.doFilter(request, response);
    } else {
      Problems.write(response, Problem.ofStatus(404));
    }
  }

  /** Is this file hidden? */
  static boolean hides(ServletContext context, String path) {
    return isLauncher(path) || (context.getAttribute(ATTRIBUTE) != null && !CLIENT.contains(path));
  }

  /**
   * The class that {@code java -jar} starts lies at the root of the WAR, and is nobody's to fetch.
   * A constraint in {@code web.xml} would say the same, but WildFly does not look at those unless
   * it has a security domain.
   */
  private static boolean isLauncher(String path) {
    return path.equals("/dev") || path.startsWith("/dev/");
  }
}
