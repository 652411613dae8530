package dev.linger.log;

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
 * {linger}:channel:NAME  stream   kind data previous                        a channel's durable events
 * {linger}:epoch         string   the present life of the log
 * {linger}:once:KEY      string   id of the event published under an idempotency key
 * </pre>
 *
 * <p>{@code previous} is the id of the durable event before it in the channel, {@code before} the
 * id of the entry before it in the tail: two chains, and a broken one is how loss is noticed. A
 * kind is {@code d}, {@code l:KEY} or {@code e:TTL_MILLIS}. The tail is never empty: a life of the
 * log begins with an entry of its own, so an empty tail tells of loss.
 *
 * <p>Redis must not evict them ({@code maxmemory-policy noeviction}): an evicted channel can't be
 * told from one that was never written.
 */
final class RedisKeys {

  static final String TAIL = "{linger}:tail";
  static final String EPOCH = "{linger}:epoch";

  private RedisKeys() {}

  static String channel(ChannelName name) {
    return "{linger}:channel:" + name.value();
  }

  static String once(String key) {
    return "{linger}:once:" + key;
  }

  static String encode(Kind kind) {
    if (kind instanceof Kind.LatestWins latest) {
      return "l:" + latest.key();
    }
    return kind instanceof Kind.Ephemeral ephemeral ? "e:" + ephemeral.ttl().toMillis() : "d";
  }

  static Kind decodeKind(String text) {
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
        field(fields, "data"));
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
   * computed from that age, so nodes that were told another one must not honour each other's
   * cursors: changing it resets every client once instead of losing an event in silence.
   */
  static Epoch epoch(String stored, Retention retention) {
    return new Epoch(stored + "k" + Long.toString(retention.channelAge().toMillis(), 36));
  }

  static Cursor cursor(String epoch, String id, Retention retention) {
    return new Cursor(epoch(epoch, retention), Position.parse(id));
  }
}
