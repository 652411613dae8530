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
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Lets requests through that come from this machine and mean it, and answers 403 to all others. A
 * page of any site in a browser of this machine could otherwise point its own name here (DNS
 * rebinding), and then it would be of the same origin as we are.
 */
final class LoopbackFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Digits and dots, or anything with a colon. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isLoopback(request) && !isPublicName(request.getServerName())) {
      chain.doFilter(request, response);
    } else {
      Problems.write(
          response,
          Problem.of(
              403,
              "dev_mode",
              "in dev mode only requests from this machine are served, by its own name or address"));
    }
  }

  /** A name that anybody can have has a dot in it, and is no address. */
  private static boolean isPublicName(String host) {
    return host.contains(".")
        && !host.toLowerCase(Locale.ROOT).endsWith(".localhost")
        && !ADDRESS.matcher(host).matches();
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
