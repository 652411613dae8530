package dev.linger.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at before a request is let in.
 *
 * @param origins whose pages may use this server
 * @param proxies who is believed about where a request comes from
 * @param logins whether the container's own login counts
 */
public record Entrance(Origins origins, Proxies proxies, Logins logins) {

  /** Pages of its own, no proxies, no login. */
  public static final Entrance PLAIN = new Entrance(Origins.NONE, Proxies.NONE, Logins.OFF);

  /** What a browser says of where a request comes from. No page can write a header {@code Sec-}. */
  static @Nullable String site(HttpServletRequest request) {
    return request.getHeader("Sec-Fetch-Site");
  }

  /** Whether the browser itself says that the page is of the address that it asks. */
  static boolean isSameOrigin(HttpServletRequest request) {
    return "same-origin".equals(site(request));
  }

  /**
   * Is that the origin of pages that may use this server? The browser knows of its own best: it has
   * seen the address that a proxy which changes {@code Host} hides from us. What is nobody's origin
   * stays that, whatever else is said.
   */
  boolean isOurs(HttpServletRequest request, String origin) {
    return origins.allows(origin)
        || proxies.isOwn(request, origin)
        || (isSameOrigin(request) && !Origins.isNobodys(origin));
  }
}
