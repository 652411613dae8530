package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.log.LogNode;
import dev.linger.log.LogUnavailableException;
import dev.linger.support.FakeTicker;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * Two nodes on a real Redis. Its clock can't be moved, but everything that is measured by it can:
 * all moments are moved into the past by as much as is to pass, and with every call into the future
 * by what has passed by itself since the last one.
 */
final class RedisPresenceWorld implements PresenceWorld {

  static final String LEASES = "{linger}:presence:leases";
  static final String MOVE =
      """
      for _, key in ipairs(KEYS) do
        local all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
        for i = 1, #all, 2 do
          redis.call('ZADD', key, tonumber(all[i + 1]) - tonumber(ARGV[1]), all[i])
        end
      end
      """;

  private static final Duration SLACK = Duration.ofMillis(200);

  private final RedisProcess redis;
  private final FakeTicker ticker = new FakeTicker();
  private final List<LogNode> logs;
  private List<PresenceStore> nodes = List.of();
  private StreamEntryID begin;
  private long stoppedAt;

  RedisPresenceWorld(RedisProcess redis) {
    this(redis, redis.url());
  }

  /**
   * One whose nodes know Redis by a URL of its own.
   *
   * @param redis the server that has the keys
   */
  RedisPresenceWorld(RedisProcess redis, String url) {
    this.redis = redis;
    this.logs = IntStream.range(0, 2).mapToObj(i -> LogNode.on(url)).toList();
  }

  @Override
  public void open(PresenceLimits limits) {
    try (Jedis jedis = redis.jedis()) {
      jedis.keys("{linger}:presence:*").forEach(jedis::del);
      begin = jedis.xinfoStream("{linger}:tail").getLastGeneratedId();
    }
    nodes =
        logs.stream()
            .<PresenceStore>map(node -> new Stopped(new RedisPresence(node.log, limits)))
            .toList();
    stoppedAt = millis();
  }

  @Override
  public PresenceStore node(int number) {
    return nodes.get(number % nodes.size());
  }

  @Override
  public FakeTicker ticker() {
    return ticker;
  }

  @Override
  public void pass(Duration duration) {
    ticker.advance(duration);
    // A little more than that: time stands still between calls, not within them.
    move(duration.plus(SLACK));
  }

  /** As if the clock had jumped, forward or back. */
  void move(Duration duration) {
    try (Jedis jedis = redis.jedis()) {
      jedis.eval(
          MOVE,
          List.of(LEASES, "{linger}:presence:told"),
          List.of(Long.toString(duration.toMillis())));
    }
  }

  @Override
  public List<Told> told() {
    try (Jedis jedis = redis.jedis()) {
      return jedis.xrange("{linger}:tail", begin, null).stream()
          .skip(1)
          .map(entry -> entry.getFields())
          .filter(fields -> fields.get("channel").startsWith("thread:"))
          .map((Map<String, String> f) -> Told.of(f.get("channel"), f.get("data")))
          .toList();
    }
  }

  Jedis jedis() {
    return redis.jedis();
  }

  @Override
  public void close() {
    logs.forEach(LogNode::close);
  }

  private synchronized void stopTime() {
    long now = millis();
    move(Duration.ofMillis(stoppedAt - now));
    stoppedAt = now;
  }

  /** A store for which time stands still while nobody lets it pass. */
  private final class Stopped implements PresenceStore {

    private final PresenceStore store;

    private Stopped(PresenceStore store) {
      this.store = store;
    }

    @Override
    public void renew(List<Lease> leases) throws LogUnavailableException {
      stopTime();
      store.renew(leases);
    }

    @Override
    public void leave(List<String> clients) throws LogUnavailableException {
      stopTime();
      store.leave(clients);
    }

    @Override
    public void sweep() throws LogUnavailableException {
      stopTime();
      store.sweep();
    }

    @Override
    public People snapshot(ChannelName thread) throws LogUnavailableException {
      return store.snapshot(thread);
    }
  }

  private long millis() {
    try (Jedis jedis = redis.jedis()) {
      List<String> time = jedis.time();
      return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }
  }
}
