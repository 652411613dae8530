package dev.linger.http;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Origins as browsers write them, {@code scheme://host} or {@code scheme://host:port} (RFC 6454).
 * What is allowed is checked once, when it is read, to be written as a browser would; from then on
 * two origins are the same if they are the same text. No wildcard, no suffix, no regular
 * expression: most holes in other servers were made with these. And {@code null}, which any
 * sandboxed frame is called, is nobody's.
 *
 * @param allowed beside the server's own
 */
public record Origins(Set<String> allowed) {

  /** None but the server's own. */
  public static final Origins NONE = new Origins(Set.of());

  /** More would be a list that nobody reads. */
  private static final int MAX_ORIGINS = 100;

  private static final int MAX_PORT = 65_535;

  private static final Pattern ORIGIN =
      Pattern.compile(
          "([a-z][a-z0-9+.-]*)://"
              + "([a-z0-9]([a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])"
              + "(?::([1-9][0-9]{0,4}))?");

  /** Keeps a copy. */
  public Origins {
    allowed = Set.copyOf(allowed);
  }

  /**
   * Reads origins with commas between them.
   *
   * @throws IllegalArgumentException if one of them is not as a browser would write it
   */
  public static Origins parse(String text) {
    if (text.isBlank()) {
      return NONE;
    }
    Set<String> origins = new LinkedHashSet<>();
    for (String each : text.split(",", -1)) {
      origins.add(checked(each.strip()));
    }
    if (origins.size() > MAX_ORIGINS) {
      throw new IllegalArgumentException("more than " + MAX_ORIGINS + " origins");
    }
    return new Origins(origins);
  }

  /** As a browser writes it. */
  static String text(String scheme, String host, int port) {
    String written = host.toLowerCase(Locale.ROOT);
    if (written.indexOf(':') >= 0 && !written.startsWith("[")) {
      written = "[" + written + "]";
    }
    return scheme + "://" + written + (port == defaultPort(scheme) ? "" : ":" + port);
  }

  /** A sandboxed frame's, or, as {@link OriginFilter} reads it, several at once. */
  static boolean isNobodys(String origin) {
    return origin.isEmpty() || origin.equals("null");
  }

  boolean allows(String origin) {
    return allowed.contains(origin);
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }

  private static String checked(String text) {
    Matcher parts = ORIGIN.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not an origin: lower case, ASCII, no path and no slash at the end, no *");
    }
    String port = parts.group(4);
    if (port != null && Integer.parseInt(port) > MAX_PORT) {
      throw new IllegalArgumentException("\"" + text + "\" has no such port");
    }
    if (port != null && Integer.parseInt(port) == defaultPort(parts.group(1))) {
      throw new IllegalArgumentException("\"" + text + "\": browsers leave out the usual port");
    }
    return text;
  }
}
