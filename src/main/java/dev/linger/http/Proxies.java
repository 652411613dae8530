package dev.linger.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, and what it was sent to, as far as that is to be believed. What a
 * connection itself tells always is; what a header tells only if it was written by one of our own
 * proxies.
 *
 * <p>Of the hops in {@code X-Forwarded-For} (or {@code Forwarded}, RFC 7239) each was added at the
 * right by whoever passed the request on, and what the client made up is at the left. So they are
 * walked from the right, for as long as they are ours; the first that is not is the client. What
 * can't be read there is where the walk ends, and the client then counts as the proxy that said it.
 *
 * <p>Proxies write one of the two headers, and most pass on the other as it came. So if both are
 * there and do not name the same client, one of them may be the client's own, and neither is
 * believed.
 *
 * @param trusted our own proxies
 */
public record Proxies(AddressRanges trusted) {

  /** No proxy is believed. */
  public static final Proxies NONE = new Proxies(AddressRanges.NONE);

  /** A chain of our own proxies has two or three; the rest would be the client's. */
  private static final int MAX_HOPS = 20;

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int MAX_PORT = 65_535;

  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";
  private static final String FORWARDED = "Forwarded";

  /** An address with a port behind it, as Azure and RFC 7239 have it. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(\\[[^\\]]*]|[0-9.]+):(?:[0-9]{1,5}|_[A-Za-z0-9._-]+)");

  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  /**
   * The client's address, as it is counted: IPv4 as it is; of IPv6 the first 64 bits, because that
   * is what one customer gets at the least, and has 2^64 addresses in it to come back with.
   */
  String address(HttpServletRequest request) {
    String peer = request.getRemoteAddr();
    if (!trusted.contains(peer)) {
      return counted(peer);
    }
    List<String> one = values(request, FOR);
    List<String> other = forwarded(request, "for");
    if (!one.isEmpty() && !other.isEmpty()) {
      String client = client(peer, one);
      return client.equals(client(peer, other)) ? client : counted(peer);
    }
    return client(peer, one.isEmpty() ? other : one);
  }

  /**
   * Is that the origin of what the request was sent to? By this the pages are known that come from
   * here: the demo, or a forum on the same site, needs no setting.
   */
  boolean isOwn(HttpServletRequest request, String origin) {
    String scheme = request.getScheme();
    String host = request.getServerName();
    int port = request.getServerPort();
    if (trusted.contains(request.getRemoteAddr())) {
      String told = last(values(request, PROTO), forwarded(request, "proto"));
      Matcher authority =
          AUTHORITY.matcher(last(values(request, HOST), forwarded(request, "host")));
      if (told.equals("http") || told.equals("https")) {
        port = port == usual(scheme) ? usual(told) : port;
        scheme = told;
      }
      if (authority.matches()) {
        host = authority.group(1);
        port = authority.group(2) == null ? usual(scheme) : port(authority.group(2));
      }
    }
    // The second: a proxy that ends TLS passes a request on without, usually with the Host that it
    // came with. Pages that came over TLS are to be trusted more than those that did not; the other
    // way round this would let in whoever can write into a page that comes without.
    return origin.equals(Origins.text(scheme, host, port))
        || (scheme.equals("http")
            && origin.equals(Origins.text("https", host, port == HTTP ? HTTPS : port)));
  }

  private String client(String peer, List<String> hops) {
    String at = peer;
    for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MAX_HOPS); i--) {
      String hop = bare(hops.get(i));
      if (AddressRanges.bytes(hop) == null) {
        return counted(at);
      }
      at = hop;
      if (!trusted.contains(hop)) {
        return counted(hop);
      }
    }
    return counted(at);
  }

  private static String counted(@Nullable String address) {
    byte[] bytes = address == null ? null : AddressRanges.bytes(AddressRanges.bare(address));
    if (bytes == null) {
      // A socket that is no network's; whoever comes by it is one.
      return "local";
    }
    StringBuilder text = new StringBuilder();
    if (bytes.length == 4) {
      for (byte each : bytes) {
        text.append(text.isEmpty() ? "" : ".").append(each & 0xff);
      }
      return text.toString();
    }
    for (int i = 0; i < 8; i += 2) {
      text.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff))).append(':');
    }
    return text.append(":/64").toString();
  }

  private static String bare(String hop) {
    Matcher withPort = WITH_PORT.matcher(hop);
    return AddressRanges.bare(withPort.matches() ? withPort.group(1) : hop);
  }

  /** All that the headers of this name list, from the left. */
  private static List<String> values(HttpServletRequest request, String name) {
    List<String> values = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders(name))) {
      for (String value : header.split(",", -1)) {
        values.add(value.strip());
      }
    }
    return values;
  }

  /** The same for one parameter of Forwarded; an element that does not have it is an empty text. */
  private static List<String> forwarded(HttpServletRequest request, String name) {
    List<String> values = new ArrayList<>();
    for (String element : values(request, FORWARDED)) {
      String found = "";
      for (String pair : element.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
          found = unquoted(pair.substring(equals + 1).strip());
        }
      }
      values.add(found);
    }
    return values;
  }

  private static String unquoted(String text) {
    boolean isQuoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return isQuoted ? text.substring(1, text.length() - 1) : text;
  }

  private static String last(List<String> some, List<String> others) {
    List<String> told = some.isEmpty() ? others : some;
    return told.isEmpty() ? "" : told.get(told.size() - 1);
  }

  private static int usual(String scheme) {
    return scheme.equals("https") ? HTTPS : HTTP;
  }

  private static int port(String digits) {
    int port = Integer.parseInt(digits);
    return port > MAX_PORT ? -1 : port;
  }
}
