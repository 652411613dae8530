package dev.linger.server;

import static dev.linger.server.Settings.*;

import dev.linger.log.RedisSettings;
import dev.linger.log.RedisUrl;
import dev.linger.log.Retention;
import dev.linger.poll.PollLimits;
import dev.linger.publish.PublishLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
 * @param parked the most parked polls of this node
 * @param publish the bounds of publishing
 * @param publishBodyBytes the largest body of a publish
 * @param clients how patient we are
 * @param drainTime over what time parked polls are answered when the node goes away
 */
public record Config(
    Mode mode,
    Listen listen,
    Optional<RedisSettings> redis,
    Retention retention,
    PollLimits poll,
    int parked,
    PublishLimits publish,
    int publishBodyBytes,
    Clients clients,
    Duration drainTime) {

  /**
   * Where an embedded server listens.
   *
   * @param host an address of this machine
   * @param port 0 for any free one
   * @param path the context path
   * @param threads the most threads that parse and write
   */
  public record Listen(String host, int port, String path, int threads) {}

  /**
   * How patient we are with clients.
   *
   * @param bodyTimeout how long a body may take to arrive
   * @param readTimeout how long an answer may take to be read
   */
  public record Clients(Duration bodyTimeout, Duration readTimeout) {}

  /**
   * Reads the configuration.
   *
   * @param sources the strongest first
   * @throws ConfigException with everything that is wrong
   */
  static Config read(List<ConfigSource> sources) throws ConfigException {
    ConfigReader reader = new ConfigReader(sources);
    Config config =
        new Config(
            reader.read(MODE),
            new Listen(
                reader.read(HOST), reader.read(PORT), reader.read(PATH), reader.read(THREADS)),
            redis(reader),
            new Retention(
                reader.read(LOG_RECENT_EVENTS),
                reader.read(LOG_RECENT_BYTES),
                reader.read(LOG_CHANNEL_EVENTS),
                reader.read(LOG_CHANNEL_AGE),
                reader.read(LOG_ONCE_AGE)),
            new PollLimits(
                reader.read(POLL_HOLD),
                reader.read(POLL_MAX_HOLD),
                reader.read(POLL_CHANNELS),
                reader.read(POLL_EVENTS),
                Math.toIntExact(reader.read(POLL_ANSWER_BYTES)),
                reader.read(DRAIN_PAUSE)),
            reader.read(POLL_PARKED),
            new PublishLimits(reader.read(PUBLISH_BATCH), reader.read(PUBLISH_EVENT_LENGTH)),
            Math.toIntExact(reader.read(PUBLISH_BODY_BYTES)),
            new Clients(reader.read(CLIENT_BODY_TIMEOUT), reader.read(CLIENT_READ_TIMEOUT)),
            reader.read(DRAIN_TIME));
    config.checkTogether(reader);
    reader.finish();
    return config;
  }

  private static Optional<RedisSettings> redis(ConfigReader reader) {
    Optional<RedisUrl> url = reader.read(REDIS_URL);
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
                where, minReplicas, replicaTimeout, connections, connectTimeout, timeout));
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
    if (mode == Mode.PRODUCTION) {
      reader.problem(
          MODE.variable()
              + "=production: there is no access configuration, and without one nobody may be let in;"
              + " to try things out on this machine, set "
              + MODE.variable()
              + "=dev");
    } else if (!isLoopback(listen.host())) {
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
