package dev.linger.log;

import dev.linger.event.Audience;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import java.time.Duration;
import java.util.Map;

/**
 * The shapes of everything that we keep in Redis. All keys share one hash tag, so that one script
 * may touch them also on a cluster.
 *
 * <pre>
 * {linger}:tail          stream   channel kind data previous before epoch   every event, the newest few
 * {linger}:channel:NAME  stream   kind data previous                        a channel's durable events, a user's for longer
 * {linger}:epoch         string   the present life of the log
 * {linger}:once:KEY      string   id of the event published under an idempotency key
 * </pre>
 *
 * <p>An event that is not for everybody has {@code audience}, too, in both streams. An entry of the
 * tail that was written by something that must know it again has {@code from}, too: {@code bridge}
 * for what came from the forum's own servers.
 *
 * <p>{@code previous} is the id of the durable event before it in the channel, {@code before} the
 * id of the entry before it in the tail: two chains, and a broken one is how loss is noticed. A
 * kind is {@code d}, {@code l:KEY} or {@code e:TTL_MILLIS}. The tail is never empty: a life of the
 * log begins with an entry of its own, so an empty tail tells of loss.
 *
 * <p>Redis must not evict them ({@code maxmemory-policy noeviction}): an evicted channel can't be
 * told from one that was never written.
 */
public final class RedisKeys {

  static final String TAIL = "{linger}:tail";
  static final String EPOCH = "{linger}:epoch";

  private RedisKeys() {}

  /** A channel's stream. */
  public static String channel(ChannelName name) {
    return of("channel:" + name.value());
  }

  /** A key of ours, in the slot of all others. */
  public static String of(String name) {
    return "{linger}:" + name;
  }

  static String once(String key) {
    return of("once:" + key);
  }

  /** A kind as it is stored. */
  public static String encode(Kind kind) {
    if (kind instanceof Kind.LatestWins latest) {
      return "l:" + latest.key();
    }
    return kind instanceof Kind.Ephemeral ephemeral ? "e:" + ephemeral.ttl().toMillis() : "d";
  }

  /** The kind that was stored. */
  public static Kind decodeKind(String text) {
    if (text.startsWith("l:")) {
      return new Kind.LatestWins(text.substring(2));
    }
    return text.startsWith("e:")
        ? new Kind.Ephemeral(Duration.ofMillis(Long.parseLong(text.substring(2))))
        : Kind.DURABLE;
  }

  /** An entry of a channel's stream, or of the tail, whose fields include those of a channel's. */
  static Event decode(String id, ChannelName channel, Map<String, String> fields) {
    return new Event(
        Position.parse(id),
        Position.parse(field(fields, "previous")),
        channel,
        decodeKind(field(fields, "kind")),
        field(fields, "data"),
        Audience.parse(fields.getOrDefault("audience", "")));
  }

  static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "a log entry without '" + name + "': not written by Linger");
    }
    return value;
  }

  /**
   * The epoch that clients see: the stored one and how long channels are kept. "Expired" is
   * computed from these ages, so nodes that were told others must not honour each other's cursors:
   * changing one resets every client once instead of losing an event in silence.
   */
  static Epoch epoch(String stored, Retention retention) {
    return new Epoch(
        stored + "k" + base36(retention.channelAge()) + "u" + base36(retention.userAge()));
  }

  private static String base36(Duration age) {
    return Long.toString(age.toMillis(), Character.MAX_RADIX);
  }

  static Cursor cursor(String epoch, String id, Retention retention) {
    return new Cursor(epoch(epoch, retention), Position.parse(id));
  }
}
