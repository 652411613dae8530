package dev.linger.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Lets requests through that come from this machine, and answers 403 to all others. */
final class LoopbackFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isLoopback(request)) {
      chain.doFilter(request, response);
    } else {
      Problems.write(
          response,
          Problem.of(403, "dev_mode", "in dev mode only requests from this machine are served"));
    }
  }

  private static boolean isLoopback(ServletRequest request) {
    try {
      // An address, never a name: nothing is looked up.
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
