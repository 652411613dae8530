package dev.linger.server;

import static dev.linger.server.Settings.*;

import dev.linger.access.ChannelPattern;
import dev.linger.access.RateLimits.Rates;
import dev.linger.access.TokenSettings;
import dev.linger.bridge.BridgeSettings;
import dev.linger.bridge.Routes;
import dev.linger.forum.PresenceLimits;
import dev.linger.http.AddressRanges;
import dev.linger.http.Entrance;
import dev.linger.http.Logins;
import dev.linger.http.Proxies;
import dev.linger.hub.Seats;
import dev.linger.log.RedisSettings;
import dev.linger.log.RedisTrust;
import dev.linger.log.RedisUrl;
import dev.linger.log.Retention;
import dev.linger.poll.PollLimits;
import dev.linger.publish.PublishLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration: complete, checked and frozen before the first thread starts.
 *
 * @param mode whom the server is for
 * @param listen where an embedded server listens
 * @param redis where the shared log is; empty for the memory log
 * @param retention how long things are kept
 * @param poll the bounds of polls
 * @param seats the most parked polls
 * @param publish the bounds of publishing
 * @param publishBodyBytes the largest body of a publish
 * @param clients how patient we are
 * @param presence the bounds of presence
 * @param jsonp whether polls may be made by script elements
 * @param tokens how people are known; empty in dev mode, where nobody is asked
 * @param publicChannels what everybody may read
 * @param rates how often callers may do things
 * @param entrance what is looked at before a request is let in
 * @param bridge what is bridged to the main forum's pub/sub; empty for nothing
 * @param metricsFrom who may read the metrics
 * @param drainTime over what time parked polls are answered when the node goes away
 */
public record Config(
    Mode mode,
    Listen listen,
    Optional<RedisSettings> redis,
    Retention retention,
    PollLimits poll,
    Seats seats,
    PublishLimits publish,
    int publishBodyBytes,
    Clients clients,
    PresenceLimits presence,
    boolean jsonp,
    Optional<TokenSettings> tokens,
    List<ChannelPattern> publicChannels,
    Rates rates,
    Entrance entrance,
    Optional<BridgeSettings> bridge,
    AddressRanges metricsFrom,
    Duration drainTime) {

  /**
   * Where an embedded server listens.
   *
   * @param host an address of this machine
   * @param port 0 for any free one
   * @param path the context path
   * @param threads the most threads that parse and write
   * @param connections the most that are open at a time
   * @param keystore what to speak TLS with; empty for cleartext
   */
  public record Listen(
      String host,
      int port,
      String path,
      int threads,
      int connections,
      Optional<Keystore> keystore) {}

  /**
   * How patient we are with clients.
   *
   * @param idleTimeout how long a connection may be open without a request
   * @param bodyTimeout how long a body may take to arrive
   * @param readTimeout how long an answer may take to be read
   */
  public record Clients(Duration idleTimeout, Duration bodyTimeout, Duration readTimeout) {}

  /**
   * Reads the configuration.
   *
   * @param sources the strongest first
   * @throws ConfigException with everything that is wrong
   */
  static Config read(List<ConfigSource> sources) throws ConfigException {
    ConfigReader reader = new ConfigReader(sources);
    Optional<RedisSettings> redis = redis(reader);
    PublishLimits publish =
        new PublishLimits(reader.read(PUBLISH_BATCH), reader.read(PUBLISH_EVENT_LENGTH));
    Mode mode = reader.read(MODE);
    Config config =
        new Config(
            mode,
            new Listen(
                reader.read(HOST),
                reader.read(PORT),
                reader.read(PATH),
                reader.read(THREADS),
                reader.read(CONNECTIONS),
                keystore(reader)),
            redis,
            new Retention(
                reader.read(LOG_RECENT_EVENTS),
                reader.read(LOG_RECENT_BYTES),
                reader.read(LOG_CHANNEL_EVENTS),
                reader.read(LOG_CHANNEL_AGE),
                reader.read(LOG_USER_EVENTS),
                reader.read(LOG_USER_AGE),
                reader.read(LOG_ONCE_AGE)),
            new PollLimits(
                reader.read(POLL_HOLD),
                reader.read(POLL_MAX_HOLD),
                reader.read(POLL_CHANNELS),
                reader.read(POLL_EVENTS),
                Math.toIntExact(reader.read(POLL_ANSWER_BYTES)),
                reader.read(POLL_AT_ONCE),
                reader.read(POLL_PARKED),
                reader.read(POLL_FULL_PAUSE),
                reader.read(DRAIN_PAUSE)),
            new Seats(
                reader.read(POLL_PARKED),
                reader.read(POLL_PARKED_PER_USER),
                reader.read(POLL_PARKED_PER_ADDRESS)),
            publish,
            Math.toIntExact(reader.read(PUBLISH_BODY_BYTES)),
            new Clients(
                reader.read(CLIENT_IDLE_TIMEOUT),
                reader.read(CLIENT_BODY_TIMEOUT),
                reader.read(CLIENT_READ_TIMEOUT)),
            new PresenceLimits(reader.read(PRESENCE_LEASE), reader.read(PRESENCE_NAMED)),
            reader.read(JSONP),
            TokenConfig.read(reader, mode),
            reader.read(PUBLIC_CHANNELS),
            new Rates(
                reader.read(LIMIT_REQUESTS), reader.read(LIMIT_EVENTS), reader.read(LIMIT_ACTIONS)),
            new Entrance(
                reader.read(ORIGINS),
                new Proxies(reader.read(TRUSTED_PROXIES)),
                new Logins(reader.read(LOGIN), reader.read(LOGIN_ROLES))),
            bridge(reader, redis, publish),
            reader.read(METRICS_FROM),
            reader.read(DRAIN_TIME));
    config.checkTogether(reader);
    reader.finish();
    return config;
  }

  /** Opened once to see whether it can be: nobody is to learn of a wrong password from clients. */
  private static Optional<Keystore> keystore(ConfigReader reader) {
    Optional<Path> file = reader.read(TLS_KEYSTORE);
    Optional<Path> password = reader.read(TLS_PASSWORD_FILE);
    if (file.isPresent() != password.isPresent()) {
      reader.problem(
          TLS_KEYSTORE.variable() + " and " + TLS_PASSWORD_FILE.variable() + ": both are needed");
    }
    Optional<Keystore> keystore =
        file.flatMap(store -> password.map(secret -> new Keystore(store, secret)));
    keystore.ifPresent(
        present -> {
          try {
            present.open();
          } catch (KeystoreException e) {
            reader.problem(TLS_KEYSTORE.variable() + "=" + present.file() + ": " + e.getMessage());
          }
        });
    return keystore;
  }

  private static Optional<RedisSettings> redis(ConfigReader reader) {
    Optional<RedisUrl> url = reader.read(REDIS_URL);
    Optional<RedisTrust> trust = reader.read(REDIS_CA_FILE);
    int minReplicas = reader.read(REDIS_MIN_REPLICAS);
    Duration replicaTimeout = reader.read(REDIS_REPLICA_TIMEOUT);
    int connections = reader.read(REDIS_CONNECTIONS);
    Duration connectTimeout = reader.read(REDIS_CONNECT_TIMEOUT);
    Duration timeout = reader.read(REDIS_TIMEOUT);
    if (url.isEmpty() && minReplicas > 0) {
      reader.problem(
          REDIS_MIN_REPLICAS.variable() + "=" + minReplicas + ": needs " + REDIS_URL.variable());
    }
    return url.map(
        where ->
            new RedisSettings(
                where,
                trust.orElse(null),
                minReplicas,
                replicaTimeout,
                connections,
                connectTimeout,
                timeout));
  }

  private static Optional<BridgeSettings> bridge(
      ConfigReader reader, Optional<RedisSettings> redis, PublishLimits publish) {
    List<String> channels = reader.read(BRIDGE_CHANNELS);
    Optional<RedisUrl> url = reader.read(BRIDGE_REDIS_URL);
    Routes routes = reader.read(BRIDGE_ROUTES);
    boolean isWithCursor = reader.read(BRIDGE_CURSOR);
    if (!channels.isEmpty() && redis.isEmpty()) {
      reader.problem(BRIDGE_CHANNELS.variable() + ": the bridge needs " + REDIS_URL.variable());
    }
    return channels.isEmpty()
        ? Optional.empty()
        : redis.map(
            log ->
                new BridgeSettings(
                    log.elsewhere(url.orElse(log.url())), channels, routes, publish, isWithCursor));
  }

  private void checkTogether(ConfigReader reader) {
    if (poll.hold().compareTo(poll.maxHold()) > 0) {
      reader.problem(
          POLL_HOLD.variable()
              + ": longer than "
              + POLL_MAX_HOLD.variable()
              + ", which caps it: "
              + seconds(poll.hold())
              + " > "
              + seconds(poll.maxHold()));
    }
    if (poll.atOnce() >= listen.threads()
        || redis.filter(log -> poll.atOnce() >= log.connections()).isPresent()) {
      reader.problem(
          POLL_AT_ONCE.variable()
              + ": not fewer than "
              + THREADS.variable()
              + " and "
              + REDIS_CONNECTIONS.variable()
              + ", so that polls could leave none of them to those who publish");
    }
    if (presence.lease().compareTo(poll.maxHold()) <= 0) {
      reader.problem(
          PRESENCE_LEASE.variable()
              + ": not longer than "
              + POLL_MAX_HOLD.variable()
              + ", so that people would leave while they wait: "
              + seconds(presence.lease())
              + " <= "
              + seconds(poll.maxHold()));
    }
    boolean trusts = redis.filter(log -> log.trust() != null).isPresent();
    boolean isOverTls =
        redis.filter(log -> log.url().tls()).isPresent()
            || bridge.filter(forum -> forum.redis().url().tls()).isPresent();
    if (trusts && !isOverTls) {
      reader.problem(REDIS_CA_FILE.variable() + ": no Redis is asked over TLS (rediss)");
    }
    if (!entrance.logins().isOn() && !entrance.logins().roles().isEmpty()) {
      reader.problem(LOGIN_ROLES.variable() + ": needs " + LOGIN.variable() + "=true");
    }
    if (mode == Mode.DEV && !isLoopback(listen.host())) {
      reader.problem(
          HOST.variable()
              + "="
              + listen.host()
              + ": dev mode lets everybody in, so it listens on a"
              + " loopback address only");
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1_000.0 + "s";
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
