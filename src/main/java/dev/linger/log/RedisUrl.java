package dev.linger.log;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is: {@code redis://[user:password@]host[:port][/database]}; with {@code rediss} over
 * TLS; {@code redis+sentinel://host:port,…/master[/database]}; {@code redis+cluster://host:port,…}.
 * TLS goes with the other two as well: {@code rediss+sentinel}, {@code rediss+cluster}. User and
 * password are those of the servers that hold the data, percent-encoded where they must be.
 *
 * @param topology one server, sentinels, or a cluster
 * @param tls whether connections are encrypted, with the certificate and the host name verified
 * @param hosts where to ask first; not empty
 * @param master the name that the sentinels know the master by; null for the others
 * @param user null for the default one
 * @param password null for none
 * @param database 0 to 15, or more where the server is set up so; always 0 on a cluster
 */
public record RedisUrl(
    Topology topology,
    boolean tls,
    Set<HostAndPort> hosts,
    @Nullable String master,
    @Nullable String user,
    @Nullable String password,
    int database) {

  /** How the servers are arranged. */
  public enum Topology {
    /** One server. */
    SINGLE(6379),
    /** Sentinels tell which server is the master. */
    SENTINEL(26379),
    /** A Redis Cluster. */
    CLUSTER(6379);

    private final int defaultPort;

    Topology(int defaultPort) {
      this.defaultPort = defaultPort;
    }
  }

  private static final Pattern FORM =
      Pattern.compile(
          "redis(?<tls>s)?(\\+(?<topology>sentinel|cluster))?://"
              + "((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?(?<hosts>[^@/?#]+)"
              + "(/(?<path>[^?#@]*))?");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it is none of the forms; the message says what is wrong and
   *     does not repeat the URL, which may hold a password
   */
  public static RedisUrl parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "not of the form redis://[user:password@]host:port[/database], redis+sentinel://host:port,"
              + "…/master or redis+cluster://host:port,… (rediss… for TLS)");
    }
    Topology topology = topology(parts.group("topology"));
    String path = parts.group("path") == null ? "" : parts.group("path");
    String master = null;
    if (topology == Topology.SENTINEL) {
      int slash = path.indexOf('/');
      master = slash < 0 ? path : path.substring(0, slash);
      path = slash < 0 ? "" : path.substring(slash + 1);
      if (master.isEmpty()) {
        throw new IllegalArgumentException("a sentinel URL ends in /master, the master's name");
      }
    }
    if (topology == Topology.CLUSTER && !path.isEmpty()) {
      throw new IllegalArgumentException("a cluster has only one database: leave the path out");
    }
    String user = parts.group("user");
    String password = parts.group("password");
    if (user != null && password == null) {
      throw new IllegalArgumentException("before the @ there is user:password, or :password");
    }
    return new RedisUrl(
        topology,
        parts.group("tls") != null,
        hosts(parts.group("hosts"), topology),
        master,
        user == null || user.isEmpty() ? null : decode(user),
        password == null || password.isEmpty() ? null : decode(password),
        path.isEmpty() ? 0 : number(path, 0, 1_000_000, "the database"));
  }

  /** For log lines: everything but the password. */
  @Override
  public String toString() {
    return topology.name().toLowerCase(Locale.ROOT)
        + (tls ? " over TLS " : " ")
        + hosts
        + (master == null ? "" : " master " + master)
        + (database == 0 ? "" : " database " + database);
  }

  private static Topology topology(@Nullable String name) {
    if (name == null) {
      return Topology.SINGLE;
    }
    return name.equals("sentinel") ? Topology.SENTINEL : Topology.CLUSTER;
  }

  private static Set<HostAndPort> hosts(String text, Topology topology) {
    Set<HostAndPort> hosts = new LinkedHashSet<>();
    for (String host : text.split(",", -1)) {
      hosts.add(host(host, topology.defaultPort));
    }
    if (topology == Topology.SINGLE && hosts.size() > 1) {
      throw new IllegalArgumentException(
          "several hosts need redis+sentinel:// or redis+cluster://, to say what they are");
    }
    return hosts;
  }

  private static HostAndPort host(String text, int defaultPort) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && colon > text.lastIndexOf(']');
    String host = hasPort ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address is written in brackets: [::1]:6379");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("a host is missing");
    }
    int port = hasPort ? number(text.substring(colon + 1), 1, 65_535, "a port") : defaultPort;
    return new HostAndPort(host, port);
  }

  private static int number(String text, int from, int to, String what) {
    if (text.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(text);
      if (number >= from && number <= to) {
        return number;
      }
    }
    throw new IllegalArgumentException(what + " is a number from " + from + " to " + to);
  }

  private static String decode(String text) {
    // A plus sign stands for itself in the user part of a URL; URLDecoder would make it a space.
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not its message: that repeats what it stumbled over, which is a piece of a password.
      throw new IllegalArgumentException(
          "user and password are percent-encoded: a % is followed by two hexadecimal digits");
    }
  }
}
