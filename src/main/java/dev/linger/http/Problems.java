package dev.linger.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes problems where there is no {@link AsyncAnswer}: in filters and on error pages. */
final class Problems {

  private Problems() {}

  static void write(HttpServletResponse response, Problem problem) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = problem.json().getBytes(StandardCharsets.UTF_8);
    response.reset();
    response.setStatus(problem.status());
    response.setContentType(Problem.CONTENT_TYPE);
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Content-Type-Options", "nosniff");
    problem.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
