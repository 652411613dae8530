package dev.linger.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * In front of everything in our own WAR: GET, HEAD, POST and OPTIONS pass, nothing else. Some
 * containers' file servlets would answer a TRACE with the caller's own cookies.
 */
public final class MethodFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String ALLOW = "GET, HEAD, POST, OPTIONS";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "OPTIONS");

  /** For the container, which creates it from {@code web.xml}. */
  public MethodFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (METHODS.contains(request.getMethod())) {
      chain.doFilter(request, response);
    } else {
      Problems.write(response, Problem.methodNotAllowed(ALLOW));
    }
  }
}
