package dev.linger.server;

import dev.linger.access.Algorithm;
import dev.linger.access.ChannelPattern;
import dev.linger.access.KeyPlace;
import dev.linger.access.Rate;
import dev.linger.access.SharedSecret;
import dev.linger.bridge.BridgeSettings;
import dev.linger.bridge.Routes;
import dev.linger.http.AddressRanges;
import dev.linger.http.Logins;
import dev.linger.http.Origins;
import dev.linger.log.RedisTrust;
import dev.linger.log.RedisUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that can be set. The table that {@code --help} prints and the README shows. */
final class Settings {

  static final Setting<Mode> MODE =
      Readers.choice(
          "mode",
          Mode.class,
          Mode.PRODUCTION,
          "dev lets everybody in, from this machine only; java -jar starts in dev");

  static final Setting<String> HOST =
      new Setting<>(
          "host",
          "127.0.0.1",
          "an address of this machine; in dev mode a loopback one",
          "where java -jar listens",
          Settings::address);

  static final Setting<Integer> PORT =
      Readers.integer("port", 8080, 0, 65_535, "where java -jar listens; 0 takes a free one");

  static final Setting<String> PATH =
      new Setting<>(
          "path",
          "/",
          "/ or /name/…",
          "the context path that java -jar serves",
          Settings::contextPath);

  static final Setting<Integer> THREADS =
      Readers.integer(
          "threads", 64, 8, 1_000, "the most threads of java -jar that parse and write");

  static final Setting<Integer> CONNECTIONS =
      Readers.integer(
          "connections",
          30_000,
          10,
          2_000_000,
          "the most open connections of java -jar; over HTTP/1.1 each parked poll has one");

  static final Setting<Optional<Path>> TLS_KEYSTORE =
      new Setting<>(
          "tls.keystore",
          "",
          "a file (PKCS12 or JKS), or empty",
          "the key and certificate of java -jar, which then speaks TLS only; read again when it changes",
          Settings::file);

  static final Setting<Optional<Path>> TLS_PASSWORD_FILE =
      new Setting<>(
          "tls.password-file",
          "",
          "a file, or empty",
          "what holds the keystore's password, and nothing else",
          Settings::secretFile);

  static final Setting<Optional<RedisUrl>> REDIS_URL =
      new Setting<>(
          "redis.url",
          "",
          "redis://host:port, redis+sentinel://host:port,…/master, redis+cluster://host:port,…"
              + " (rediss for TLS), or empty",
          "the log that all nodes share; empty keeps events in memory, for one node",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(RedisUrl.parse(text)));

  static final Setting<Optional<RedisTrust>> REDIS_CA_FILE =
      new Setting<>(
          "redis.ca-file",
          "",
          "a file of PEM certificates, or empty",
          "who vouches for the certificates of rediss; empty for those whom the JVM trusts",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(new RedisTrust(Path.of(text))));

  static final Setting<Integer> REDIS_MIN_REPLICAS =
      Readers.integer(
          "redis.min-replicas",
          0,
          0,
          10,
          "how many replicas must have an event before it is acknowledged");

  static final Setting<Duration> REDIS_REPLICA_TIMEOUT =
      Readers.duration("redis.replica-timeout", "1s", "10ms", "30s", "how long to wait for them");

  static final Setting<Integer> REDIS_CONNECTIONS =
      Readers.integer("redis.connections", 16, 2, 1_000, "the most connections to Redis");

  static final Setting<Duration> REDIS_CONNECT_TIMEOUT =
      Readers.duration(
          "redis.connect-timeout", "500ms", "10ms", "30s", "how long a connection may take");

  static final Setting<Duration> REDIS_TIMEOUT =
      Readers.duration("redis.timeout", "1s", "50ms", "30s", "how long an answer may take");

  static final Setting<Duration> POLL_HOLD =
      Readers.duration(
          "poll.hold", "25s", "0s", "10m", "how long a poll is held that does not say");

  static final Setting<Duration> POLL_MAX_HOLD =
      Readers.duration("poll.max-hold", "55s", "1s", "10m", "how long a poll is held at the most");

  static final Setting<Integer> POLL_CHANNELS =
      Readers.integer("poll.channels", 50, 1, 500, "the most channels of a poll");

  static final Setting<Integer> POLL_EVENTS =
      Readers.integer("poll.events", 100, 1, 1_000, "the most events of an answer");

  static final Setting<Long> POLL_ANSWER_BYTES =
      Readers.bytes(
          "poll.answer-bytes", 1 << 20, 1 << 10, 16 << 20, "about the most bytes of an answer");

  static final Setting<Integer> POLL_PARKED =
      Readers.integer("poll.parked", 20_000, 1, 1_000_000, "the most parked polls of this node");

  static final Setting<Integer> POLL_PARKED_PER_USER =
      Readers.integer("poll.parked-per-user", 30, 1, 1_000_000, "the same of one user");

  static final Setting<Integer> POLL_PARKED_PER_ADDRESS =
      Readers.integer(
          "poll.parked-per-address",
          2_000,
          1,
          1_000_000,
          "the same from one address; IPv6 counts by /64");

  static final Setting<Integer> POLL_AT_ONCE =
      Readers.integer(
          "poll.at-once",
          12,
          1,
          1_000,
          "how many polls begin at a time, so that publishers find a thread and a connection");

  static final Setting<Duration> POLL_FULL_PAUSE =
      Readers.duration(
          "poll.full-pause",
          "30s",
          "1s",
          "10m",
          "how long a client stays away at the most for whom there is no room");

  static final Setting<Integer> PUBLISH_BATCH =
      Readers.integer("publish.batch", 100, 1, 1_000, "the most events of a publish");

  static final Setting<Integer> PUBLISH_EVENT_LENGTH =
      Readers.integer(
          "publish.event-length",
          65_536,
          64,
          1 << 20,
          "the longest data of an event, in characters of JSON");

  static final Setting<Long> PUBLISH_BODY_BYTES =
      Readers.bytes(
          "publish.body-bytes", 1 << 20, 1 << 10, 64 << 20, "the largest body of a publish");

  static final Setting<Integer> LOG_RECENT_EVENTS =
      Readers.integer(
          "log.recent-events", 16_384, 16, 1 << 20, "how many events a node keeps in memory");

  static final Setting<Long> LOG_RECENT_BYTES =
      Readers.bytes(
          "log.recent-bytes", 64L << 20, 1 << 16, 8L << 30, "about how many bytes of them");

  static final Setting<Integer> LOG_CHANNEL_EVENTS =
      Readers.integer(
          "log.channel-events",
          1_000,
          1,
          1 << 20,
          "about how many events Redis keeps of a channel");

  static final Setting<Duration> LOG_CHANNEL_AGE =
      Readers.duration(
          "log.channel-age",
          "1d",
          "1s",
          "365d",
          "how long Redis keeps a quiet channel; the same on all nodes, a change resets clients");

  static final Setting<Integer> LOG_USER_EVENTS =
      Readers.integer(
          "log.user-events",
          1_000,
          1,
          1 << 20,
          "the same number for a user's own channel, which has the notifications");

  static final Setting<Duration> LOG_USER_AGE =
      Readers.duration(
          "log.user-age",
          "30d",
          "1s",
          "365d",
          "the same age for a user's own channel; the same on all nodes, a change resets clients");

  static final Setting<Duration> LOG_ONCE_AGE =
      Readers.duration(
          "log.once-age", "1h", "1s", "30d", "how long an idempotency key is remembered");

  static final Setting<Duration> CLIENT_IDLE_TIMEOUT =
      Readers.duration(
          "client.idle-timeout",
          "60s",
          "1s",
          "1h",
          "how long a connection of java -jar may be open without a request; its whole head counts");

  static final Setting<Duration> CLIENT_BODY_TIMEOUT =
      Readers.duration(
          "client.body-timeout", "10s", "100ms", "5m", "how long a request's body may take");

  static final Setting<Duration> CLIENT_READ_TIMEOUT =
      Readers.duration(
          "client.read-timeout", "30s", "100ms", "10m", "how long a client may take to read");

  static final Setting<Duration> PRESENCE_LEASE =
      Readers.duration(
          "presence.lease",
          "90s",
          "2s",
          "1h",
          "how long a person counts as there without a poll; the same on all nodes");

  static final Setting<Integer> PRESENCE_NAMED =
      Readers.integer(
          "presence.named",
          100,
          0,
          1_000,
          "up to how many people in a thread are told by name; the same on all nodes");

  static final Setting<Boolean> JSONP =
      Readers.flag(
          "jsonp", false, "whether script elements of any page may poll, as nobody in particular");

  static final Setting<Optional<SharedSecret>> TOKEN_SECRET_FILE =
      new Setting<>(
          "token.secret-file",
          "",
          "a file of 32 to 1024 random bytes, or empty",
          "the secret that HS256 tokens are signed with; never in a variable, which others can see",
          text ->
              text.isEmpty() ? Optional.empty() : Optional.of(SharedSecret.read(Path.of(text))));

  static final Setting<Optional<KeyPlace>> TOKEN_JWKS =
      new Setting<>(
          "token.jwks",
          "",
          "a file, an https:// URL (http:// of this machine), or empty",
          "the public keys that other tokens are signed with, as a JWK set",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(KeyPlace.parse(text)));

  static final Setting<Set<Algorithm>> TOKEN_ALGORITHMS =
      new Setting<>(
          "token.algorithms",
          "",
          "HS256, RS256, ES256 and EdDSA, with commas, or empty",
          "how tokens may be signed; empty for all that there are keys for",
          Readers::algorithms);

  static final Setting<Optional<String>> TOKEN_ISSUER =
      new Setting<>(
          "token.issuer",
          "",
          "a name of up to 200 characters, or empty",
          "whose tokens they must be (iss); with LINGER_TOKEN_JWKS it must be said",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(Readers.claim(text)));

  static final Setting<List<String>> TOKEN_AUDIENCE =
      new Setting<>(
          "token.audience",
          "",
          "names with commas, or empty",
          "for one of whom they must be (aud); with LINGER_TOKEN_JWKS it must be said",
          text -> Readers.list(text).map(Readers::claim).toList());

  static final Setting<Duration> TOKEN_MAX_AGE =
      Readers.duration(
          "token.max-age",
          "1d",
          "1m",
          "30d",
          "how far away a token's end may be; the same on all nodes");

  static final Setting<List<ChannelPattern>> PUBLIC_CHANNELS =
      new Setting<>(
          "public-channels",
          "",
          "patterns such as forum,thread:* or empty",
          "what everybody may read, also without a token",
          Readers::publicChannels);

  static final Setting<Origins> ORIGINS =
      new Setting<>(
          "origins",
          "",
          "scheme://host or scheme://host:port, with commas, or empty",
          "the origins whose pages may use this server, beside its own",
          Origins::parse);

  private static final String RATE = "N/M: N a second, M at once, up to 1000000";

  static final Setting<Rate> LIMIT_REQUESTS =
      new Setting<>("limit.requests", "1000/10000", RATE, "requests from one address", Rate::parse);

  static final Setting<Rate> LIMIT_EVENTS =
      new Setting<>(
          "limit.events", "1000/5000", RATE, "events that one publisher publishes", Rate::parse);

  static final Setting<Rate> LIMIT_ACTIONS =
      new Setting<>(
          "limit.actions",
          "5/30",
          RATE,
          "what one user does with /send, counted apart for typing, reading, and so on",
          Rate::parse);

  static final Setting<AddressRanges> TRUSTED_PROXIES =
      new Setting<>(
          "trusted.proxies",
          "",
          "addresses and ranges (10.1.0.0/16, fd00::/8) with commas, or empty",
          "the proxies that are believed about whom they ask for (X-Forwarded-For and the like)",
          AddressRanges::parse);

  static final Setting<Boolean> LOGIN =
      Readers.flag(
          "login",
          false,
          "whether people are known by the login of the container that the application is in");

  static final Setting<List<String>> LOGIN_ROLES =
      new Setting<>(
          "login.roles",
          "",
          "names with commas, or empty",
          "which of that login's roles become groups, for audiences and policies",
          Logins::roles);

  static final Setting<List<String>> BRIDGE_CHANNELS =
      new Setting<>(
          "bridge.channels",
          "",
          "names with commas, or empty",
          "the pub/sub channels of the forum's WebSocket servers; empty bridges nothing",
          BridgeSettings::channels);

  static final Setting<Optional<RedisUrl>> BRIDGE_REDIS_URL =
      new Setting<>(
          "bridge.redis-url",
          "",
          "as LINGER_REDIS_URL, or empty",
          "the Redis they are on; empty if it is the one that the log is on",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(RedisUrl.parse(text)));

  static final Setting<Routes> BRIDGE_ROUTES =
      new Setting<>(
          "bridge.routes",
          "",
          "type=channel or @pubsub=channel, with commas; {path.to.id} in a channel, - for nowhere",
          "where the forum's messages go, if not where /send would bring them",
          Routes::parse);

  static final Setting<Boolean> BRIDGE_CURSOR =
      Readers.flag(
          "bridge.cursor",
          false,
          "whether what Linger tells the forum carries a cursor, to go on from with a poll");

  static final Setting<AddressRanges> METRICS_FROM =
      new Setting<>(
          "metrics.from",
          "127.0.0.0/8,::1",
          "addresses and ranges (10.1.0.0/16, fd00::/8) with commas, or empty",
          "who may read /metrics, by the address they connect from; empty for nobody",
          AddressRanges::parse);

  static final Setting<Duration> DRAIN_TIME =
      Readers.duration(
          "drain.time", "3s", "0s", "5m", "over what time parked polls are answered at the end");

  static final Setting<Duration> DRAIN_PAUSE =
      Readers.duration(
          "drain.pause", "5s", "100ms", "5m", "over what time their clients come back elsewhere");

  static final List<Setting<?>> ALL =
      List.of(
          MODE,
          HOST,
          PORT,
          PATH,
          THREADS,
          CONNECTIONS,
          TLS_KEYSTORE,
          TLS_PASSWORD_FILE,
          REDIS_URL,
          REDIS_CA_FILE,
          REDIS_MIN_REPLICAS,
          REDIS_REPLICA_TIMEOUT,
          REDIS_CONNECTIONS,
          REDIS_CONNECT_TIMEOUT,
          REDIS_TIMEOUT,
          POLL_HOLD,
          POLL_MAX_HOLD,
          POLL_CHANNELS,
          POLL_EVENTS,
          POLL_ANSWER_BYTES,
          POLL_PARKED,
          POLL_PARKED_PER_USER,
          POLL_PARKED_PER_ADDRESS,
          POLL_AT_ONCE,
          POLL_FULL_PAUSE,
          PUBLISH_BATCH,
          PUBLISH_EVENT_LENGTH,
          PUBLISH_BODY_BYTES,
          LOG_RECENT_EVENTS,
          LOG_RECENT_BYTES,
          LOG_CHANNEL_EVENTS,
          LOG_CHANNEL_AGE,
          LOG_USER_EVENTS,
          LOG_USER_AGE,
          LOG_ONCE_AGE,
          CLIENT_IDLE_TIMEOUT,
          CLIENT_BODY_TIMEOUT,
          CLIENT_READ_TIMEOUT,
          PRESENCE_LEASE,
          PRESENCE_NAMED,
          JSONP,
          TOKEN_SECRET_FILE,
          TOKEN_JWKS,
          TOKEN_ALGORITHMS,
          TOKEN_ISSUER,
          TOKEN_AUDIENCE,
          TOKEN_MAX_AGE,
          PUBLIC_CHANNELS,
          ORIGINS,
          LIMIT_REQUESTS,
          LIMIT_EVENTS,
          LIMIT_ACTIONS,
          TRUSTED_PROXIES,
          LOGIN,
          LOGIN_ROLES,
          BRIDGE_CHANNELS,
          BRIDGE_REDIS_URL,
          BRIDGE_ROUTES,
          BRIDGE_CURSOR,
          METRICS_FROM,
          DRAIN_TIME,
          DRAIN_PAUSE);

  private Settings() {}

  /** The table, as plain text. */
  static String table() {
    StringBuilder table = new StringBuilder();
    for (Setting<?> setting : ALL) {
      table
          .append(String.format("%-30s %s%n", setting.variable(), setting.meaning()))
          .append(String.format("%-30s allowed: %s%n", "", setting.allowed()))
          .append(String.format("%-30s default: %s%n", "", shown(setting.fallback())));
    }
    return table.toString();
  }

  private static String shown(String fallback) {
    return fallback.isEmpty() ? "(empty)" : fallback;
  }

  private static String address(String text) {
    if (text.isEmpty()) {
      // The JDK would take it for the loopback address.
      throw new IllegalArgumentException("not an address");
    }
    try {
      InetAddress.getByName(text);
      return text;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address", e);
    }
  }

  private static Optional<Path> file(String text) {
    Path path = Path.of(text);
    if (!text.isEmpty() && !Files.isReadable(path)) {
      throw new IllegalArgumentException("no file that can be read");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  private static Optional<Path> secretFile(String text) {
    try {
      return file(text);
    } catch (IllegalArgumentException e) {
      // Without the cause, which may repeat the text: somebody may have set the secret itself.
      throw new IllegalArgumentException(
          "not shown, as it may be a secret; no file that can be read");
    }
  }

  private static String contextPath(String text) {
    if (!text.equals("/") && !text.matches("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")) {
      throw new IllegalArgumentException("a path of plain names is needed");
    }
    return text;
  }
}
