package dev.linger.server;

import dev.linger.log.RedisUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

  static final Setting<Optional<RedisUrl>> REDIS_URL =
      new Setting<>(
          "redis.url",
          "",
          "redis://host:port, redis+sentinel://host:port,…/master, redis+cluster://host:port,…"
              + " (rediss for TLS), or empty",
          "the log that all nodes share; empty keeps events in memory, for one node",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(RedisUrl.parse(text)));

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

  static final Setting<Duration> LOG_ONCE_AGE =
      Readers.duration(
          "log.once-age", "1h", "1s", "30d", "how long an idempotency key is remembered");

  static final Setting<Duration> CLIENT_BODY_TIMEOUT =
      Readers.duration(
          "client.body-timeout", "10s", "100ms", "5m", "how long a request's body may take");

  static final Setting<Duration> CLIENT_READ_TIMEOUT =
      Readers.duration(
          "client.read-timeout", "30s", "100ms", "10m", "how long a client may take to read");

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
          REDIS_URL,
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
          PUBLISH_BATCH,
          PUBLISH_EVENT_LENGTH,
          PUBLISH_BODY_BYTES,
          LOG_RECENT_EVENTS,
          LOG_RECENT_BYTES,
          LOG_CHANNEL_EVENTS,
          LOG_CHANNEL_AGE,
          LOG_ONCE_AGE,
          CLIENT_BODY_TIMEOUT,
          CLIENT_READ_TIMEOUT,
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

  private static String contextPath(String text) {
    if (!text.equals("/") && !text.matches("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")) {
      throw new IllegalArgumentException("a path of plain names is needed");
    }
    return text;
  }
}
