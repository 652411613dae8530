package dev.linger.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** A user of Redis who may do what operations.md says that ours need, and nothing else. */
public record RedisUser(String name, List<String> rules) {

  private static final Path PAGE = Path.of("src/site/markdown/operations.md");
  private static final String PASSWORD = "redis-4be1";

  /** The user of the log. */
  public static final RedisUser LOG = of("linger");

  /** The user on the forum's Redis, with the channels {@code forum} and {@code notifications}. */
  public static final RedisUser BRIDGE = of("linger-bridge");

  /** Who may do what both of them may, where the log and the forum are on one Redis. */
  public static final RedisUser BOTH =
      new RedisUser(
          "linger",
          Stream.concat(LOG.rules.stream(), BRIDGE.rules.stream().filter(rule -> isMore(rule)))
              .toList());

  /** Makes this user. */
  void createIn(RedisProcess redis) {
    try (Jedis jedis = redis.jedis()) {
      jedis.aclSetUser(name, rules.toArray(String[]::new));
    }
  }

  /** What goes before the host in a URL. */
  String userInfo() {
    return name + ":" + PASSWORD + "@";
  }

  /** A connection as this user; close it. */
  public Jedis connect(RedisProcess redis) {
    Jedis jedis = new Jedis("127.0.0.1", redis.port());
    jedis.auth(name, PASSWORD);
    return jedis;
  }

  private static boolean isMore(String rule) {
    return rule.startsWith("+") || rule.startsWith("&");
  }

  private static RedisUser of(String name) {
    String command = "ACL SETUSER " + name + " ";
    try {
      String rules =
          Files.readString(PAGE)
              .lines()
              .filter(line -> line.startsWith(command))
              .collect(Collectors.collectingAndThen(Collectors.toList(), lines -> lines.get(0)))
              .substring(command.length())
              .replace("PASSWORD", PASSWORD);
      return new RedisUser(name, List.of(rules.split(" ", -1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
