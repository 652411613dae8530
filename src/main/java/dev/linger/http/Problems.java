package dev.linger.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes problems where there is no {@link AsyncAnswer}: in filters and on error pages. */
final class Problems {

  private Problems() {}

  /** Headers that are there stay: a page of another origin may read this by them. */
  static void write(HttpServletResponse response, Problem problem) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = problem.json().getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.CONTENT_TYPE);
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Content-Type-Options", "nosniff");
    problem.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /**
   * The same, without waiting for who does not read it: for what a client can have as often as it
   * likes. Else those who are refused would hold the threads.
   */
  static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      Patience patience,
      Problem problem) {
    Answer answer = problem.answer();
    AsyncAnswer.start(request, response, patience, Traffic.uncounted())
        .send(isBodyToCome(request) ? answer.with("Connection", "close") : answer);
  }

  /**
   * The container closes a connection whose request it was not let read; the client should know.
   */
  private static boolean isBodyToCome(HttpServletRequest request) {
    try {
      long length = request.getContentLengthLong();
      boolean isChunked = request.getHeader("Transfer-Encoding") != null;
      return isChunked || (length > 0 && request.getInputStream().available() < length);
    } catch (IOException e) {
      return true;
    }
  }
}
