package dev.linger.bridge;

import dev.linger.log.RedisClients;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.UnifiedJedis;

/**
 * The forum's Redis: its pub/sub, and two keys of ours.
 *
 * <pre>
 * {linger}:bridge:mark   string   the last mark that was said
 * {linger}:bridge:told   string   how far the log has been told to the forum; kept for an hour
 * {linger}:bridge:marks  pub/sub  marks, and how many of the next messages are ours
 * </pre>
 *
 * <p>Threading: any thread.
 */
final class Forum implements AutoCloseable {

  /**
   * How long it is remembered what has been told. Who bridges again later begins with what is new:
   * nobody wants the events of last week on their WebSocket.
   */
  static final Duration TOLD_AGE = Duration.ofHours(1);

  private static final RedisScript MARK = new RedisScript(Forum.class, "mark.lua");
  private static final RedisScript PUBLISH = new RedisScript(Forum.class, "publish.lua");
  private static final String MARK_KEY = RedisKeys.of("bridge:mark");
  private static final String TOLD_KEY = RedisKeys.of("bridge:told");

  private final BridgeSettings settings;
  private @Nullable UnifiedJedis client;

  Forum(BridgeSettings settings) {
    this.settings = settings;
  }

  /** A connection to subscribe on. */
  Connection connection() {
    // A cluster's client learns only by a command that the master is another one now. Without this
    // it would be given connections to the dead one for ever.
    told();
    return RedisClients.connection(open());
  }

  /** Says a mark behind a given one; whoever tells the forum keeps what is remembered of that. */
  void mark(long after, boolean isTelling) {
    List<String> args =
        List.of(
            Long.toString(after),
            BridgeSettings.MARKS,
            isTelling ? Long.toString(TOLD_AGE.toMillis()) : "0");
    Object mark = MARK.run(open(), List.of(MARK_KEY, TOLD_KEY), args);
    if (!(mark instanceof String)) {
      throw new IllegalStateException("a mark is a text");
    }
  }

  /** How far the log has been told; null if that is not known. */
  @Nullable Told told() {
    return publish("", "", List.of());
  }

  /**
   * Tells what lies between two places, unless somebody has gone on from the first already.
   *
   * @return how far the log has been told now
   */
  @Nullable Told tell(Told from, Told upTo, List<Outbound.Telling> tellings) {
    return publish(from.toString(), upTo.toString(), tellings);
  }

  private @Nullable Told publish(String from, String upTo, List<Outbound.Telling> tellings) {
    List<String> args = new ArrayList<>();
    args.add(Long.toString(TOLD_AGE.toMillis()));
    args.add(BridgeSettings.MARKS);
    args.add(from);
    args.add(upTo);
    for (Outbound.Telling telling : tellings) {
      args.add(telling.channel());
      args.add(telling.text());
    }
    String told = (String) PUBLISH.run(open(), List.of(TOLD_KEY), args);
    return told.isEmpty() ? null : Told.parse(told);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  @Override
  public String toString() {
    return settings.redis().url().toString();
  }

  private synchronized UnifiedJedis open() {
    if (client == null) {
      client = RedisClients.open(settings.redis());
    }
    return client;
  }
}
