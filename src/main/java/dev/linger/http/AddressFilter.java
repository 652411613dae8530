package dev.linger.http;

import dev.linger.access.RateLimit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Notes where a request comes from, and answers 429 to an address that asks too often, before
 * anything of it is read. Health and metrics are asked for by machines of the house, and have to
 * answer just when everything else does not.
 */
final class AddressFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String ATTRIBUTE = AddressFilter.class.getName();

  private final transient Proxies proxies;
  private final transient RateLimit requests;
  private final transient Patience patience;

  AddressFilter(Proxies proxies, RateLimit requests, Patience patience) {
    this.proxies = proxies;
    this.requests = requests;
    this.patience = patience;
  }

  /** The address that was noted; null if none was. */
  static @Nullable String addressOf(HttpServletRequest request) {
    return (String) request.getAttribute(ATTRIBUTE);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String address = proxies.address(request);
    if (requests.take(address)) {
      request.setAttribute(ATTRIBUTE, address);
      chain.doFilter(request, response);
    } else {
      Problems.send(
          request, response, patience, Limits.tooMany("too many requests from this address"));
    }
  }
}
