package dev.linger.http;

import dev.linger.access.Credentials;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The container's own login: whom it has recognised, mostly by a cookie, may be taken at its word.
 *
 * <p>A browser sends its cookies along with whatever any page makes it send, so a login counts only
 * with a proof that the request comes from a page of ours. Without one, the request is served as
 * one that has no login: it gets what everybody may have, and changes nothing in anybody's name. A
 * proof is one of these, none of which a foreign page can bring about:
 *
 * <ul>
 *   <li>{@code Origin}, which {@link OriginFilter} has let pass. Every POST of today's browsers has
 *       one, and every request across origins.
 *   <li>{@code Sec-Fetch-Site: same-origin}, which today's browsers send where they leave {@code
 *       Origin} out, as in a GET or an {@code EventSource} of our own page; or {@code none} in a
 *       GET, which says that no page has caused it: the user has typed the address.
 *   <li>{@code Referer}, for the browsers that send neither. A foreign page can suppress it, but
 *       not choose it; where it is missing there is no proof.
 * </ul>
 *
 * <p>GETs are not exempt. What they give is kept from foreign pages by CORS, and by being no script
 * (JSON objects, {@code nosniff}); but a foreign page's images could hold the user's polls, and
 * show them present in a thread. JSONP, which any page can read, knows no login at all.
 *
 * <p>Read on the container's thread when the request comes: after it has been parked, the container
 * may have given the same object to another.
 *
 * @param isOn whether it counts
 * @param roles which of its roles we ask for; they become the caller's groups
 */
public record Logins(boolean isOn, List<String> roles) {

  /** No login counts. */
  public static final Logins OFF = new Logins(false, List.of());

  /** More would be asked for at every request. */
  private static final int MAX_ROLES = 50;

  private static final String ATTRIBUTE = Credentials.Login.class.getName();

  private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+.-]*://[^/?#@]+)(?:[/?#].*)?");

  /** Keeps a copy. */
  public Logins {
    roles = List.copyOf(roles);
  }

  /**
   * Reads roles with commas between them.
   *
   * @throws IllegalArgumentException if there are too many, or one is empty
   */
  public static List<String> roles(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> roles = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (roles.size() > MAX_ROLES || roles.contains("")) {
      throw new IllegalArgumentException("at most " + MAX_ROLES + " names");
    }
    return roles;
  }

  /** Whom the container has recognised; null for nobody, or if that was not noted. */
  static Credentials.@Nullable Login of(HttpServletRequest request) {
    return (Credentials.Login) request.getAttribute(ATTRIBUTE);
  }

  /** Notes whom the container has recognised. The request's origin has been let pass. */
  void note(HttpServletRequest request, @Nullable String origin, Entrance entrance) {
    if (!isOn || (origin == null && !isFromOurs(request, entrance))) {
      return;
    }
    Principal principal = request.getUserPrincipal();
    if (principal != null && principal.getName() != null) {
      Set<String> held =
          roles.stream().filter(request::isUserInRole).collect(Collectors.toUnmodifiableSet());
      request.setAttribute(ATTRIBUTE, new Credentials.Login(principal.getName(), held));
    }
  }

  private static boolean isFromOurs(HttpServletRequest request, Entrance entrance) {
    String site = Entrance.site(request);
    if (site != null) {
      boolean isRead = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
      return Entrance.isSameOrigin(request) || (isRead && site.equals("none"));
    }
    String referer = request.getHeader("Referer");
    Matcher url = URL.matcher(referer == null ? "" : referer);
    return url.matches() && entrance.isOurs(request, url.group(1));
  }
}
