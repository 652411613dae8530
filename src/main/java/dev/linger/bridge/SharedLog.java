package dev.linger.bridge;

import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as the bridge uses it, with what nodes must agree on beside it.
 *
 * <pre>
 * {linger}:bridge        string   the node that bridges; gone after {@link #LEASE}
 * {linger}:bridge:state  hash     token takeovers   the last lease
 *                                 stored heard      what was done under it, and how far
 * </pre>
 *
 * <p>Threading: any thread; no state of its own.
 */
final class SharedLog {

  /** How long a node bridges without having said that it still does. */
  static final Duration LEASE = Duration.ofSeconds(3);

  private static final RedisScript LEASE_SCRIPT = new RedisScript(SharedLog.class, "lease.lua");
  private static final RedisScript APPEND = new RedisScript(SharedLog.class, "append.lua");
  private static final RedisScript NEXT = new RedisScript(SharedLog.class, "next.lua");
  private static final String LEASE_KEY = RedisKeys.of("bridge");
  private static final String STATE_KEY = RedisKeys.of("bridge:state");

  private final RedisEventLog log;

  SharedLog(RedisEventLog log) {
    this.log = log;
  }

  /**
   * How it stands.
   *
   * @param isOurs true if who asked bridges
   * @param token of whoever bridges, or did last; never the same again
   * @param heard up to where the forum has been heard, and everything stored
   */
  record Standing(boolean isOurs, String token, Place heard) {}

  /** Renews a node's lease, or takes it if it is free and the node can. */
  Standing renew(String node, boolean canTake) throws LogUnavailableException {
    return lease(node, LEASE.toMillis(), canTake);
  }

  /** Gives it up, so that the next one need not wait. */
  void release(String node) throws LogUnavailableException {
    lease(node, 0, false);
  }

  private Standing lease(String node, long millis, boolean canTake) throws LogUnavailableException {
    List<String> args = List.of(node, Long.toString(millis), canTake ? "1" : "0");
    List<?> row = log.run(LEASE_SCRIPT, List.of(LEASE_KEY, STATE_KEY), args);
    return new Standing(
        (Long) row.get(0) == 1, (String) row.get(1), Place.parse((String) row.get(2)));
  }

  /**
   * Stores events under a lease, and how far the forum has been heard with them. Asking again with
   * the same number stores nothing twice.
   *
   * @param first the number of the first event, counted from 1 since the lease was taken
   * @return false if another node has taken the lease: then nothing was stored
   */
  boolean append(String token, long first, Place heard, List<Draft> drafts)
      throws LogUnavailableException {
    List<String> keys = new ArrayList<>(List.of(STATE_KEY));
    List<String> args = new ArrayList<>(List.of(token, Long.toString(first), heard.toString()));
    for (Draft draft : drafts) {
      keys.add(RedisKeys.channel(draft.channel()));
      args.add(draft.channel().value());
      args.add(RedisKeys.encode(draft.kind()));
      args.add(draft.data());
    }
    return (Long) log.run(APPEND, keys, args).get(0) >= 0;
  }

  /**
   * What the log has for the forum.
   *
   * @param upTo how far it was looked at
   * @param hasMore true if there may be more right behind
   * @param isTrimmed true if entries were gone before they could be looked at
   * @param nowMillis now, by the log's clock
   */
  record Part(
      Told upTo, boolean hasMore, boolean isTrimmed, long nowMillis, List<Published> published) {}

  /** One event. */
  record Published(String id, String epoch, String channel, String kind, String data) {}

  /** What lies behind a place; behind none, the place of now. */
  Part after(@Nullable Told told, int most) throws LogUnavailableException {
    String epoch = told == null ? "" : told.epoch();
    String id = told == null ? "" : told.id();
    List<?> row = log.run(NEXT, List.of(), List.of(epoch, id, Integer.toString(most)));
    List<Published> published = new ArrayList<>();
    for (Object each : row.subList(5, row.size())) {
      List<?> fields = (List<?>) each;
      published.add(
          new Published(
              (String) fields.get(0),
              (String) fields.get(1),
              (String) fields.get(2),
              (String) fields.get(3),
              (String) fields.get(4)));
    }
    String follows = (String) row.get(3);
    return new Part(
        new Told((String) row.get(0), (String) row.get(1)),
        (Long) row.get(2) == 1,
        !follows.isEmpty() && !follows.equals(id),
        Long.parseLong((String) row.get(4)),
        published);
  }

  /** The cursor of who has seen an event. */
  String cursor(Published published) {
    return log.cursor(published.epoch(), published.id()).text();
  }
}
