package dev.linger.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The error page of our own WAR: what a container would have told in HTML is told as a problem.
 * Asked for directly it is nothing.
 */
public final class ProblemPage extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** For the container, which creates it from {@code web.xml}. */
  public ProblemPage() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!response.isCommitted()) {
      // What whoever failed has begun.
      response.reset();
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Problems.write(response, Problem.ofStatus(status instanceof Integer code ? code : 404));
  }
}
