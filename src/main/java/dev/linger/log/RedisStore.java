package dev.linger.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.util.Pool;

/**
 * Our Redis: opens the client that the URL asks for, and runs our scripts on it.
 *
 * <p>Threading: {@link #open} is called by the tail alone. A client that can't be opened (sentinels
 * or a cluster that nobody answers for) is tried again at the tail's next attempt; until then
 * everybody else is told that the store is away.
 */
final class RedisStore implements AutoCloseable {

  /**
   * How long the tail waits inside Redis for the next event. Also how often an idle tail looks
   * around.
   */
  static final int BLOCK_MILLIS = 500;

  private final RedisSettings settings;
  private volatile @Nullable UnifiedJedis client;

  RedisStore(RedisSettings settings) {
    this.settings = settings;
  }

  /** The client, opened if it has not been. */
  UnifiedJedis open() {
    UnifiedJedis present = client;
    if (present == null) {
      present = RedisClients.open(settings);
      client = present;
    }
    return present;
  }

  /** Runs a script. */
  Object run(RedisScript script, List<String> keys, List<String> args)
      throws LogUnavailableException {
    UnifiedJedis redis = present();
    try {
      return script.run(redis, keys, args);
    } catch (JedisException e) {
      throw away(e);
    }
  }

  /**
   * Runs a script that writes, and waits until enough replicas have what it wrote. Both go over one
   * connection, because that is what WAIT counts for.
   */
  Object runAndReplicate(RedisScript script, List<String> keys, List<String> args)
      throws LogUnavailableException {
    if (settings.minReplicas() == 0) {
      return run(script, keys, args);
    }
    UnifiedJedis redis = present();
    try {
      try {
        return replicate(redis, script, keys, args);
      } catch (JedisNoScriptException e) {
        redis.scriptLoad(script.text(), keys.get(0));
        return replicate(redis, script, keys, args);
      }
    } catch (JedisException e) {
      throw away(e);
    }
  }

  /**
   * Drops the connections that nobody uses. When one is broken they all are, and each would cost a
   * publisher a refusal before it is found out.
   */
  void dropIdle() {
    UnifiedJedis present = client;
    if (present instanceof RedisClient single) {
      single.getPool().clear();
    } else if (present instanceof RedisSentinelClient sentinel) {
      sentinel.getPrimaryNodesConnectionMap().values().forEach(Pool::clear);
    } else if (present instanceof RedisClusterClient cluster) {
      cluster.getClusterNodes().values().forEach(Pool::clear);
    }
  }

  /** The newest entries of a stream that lie not behind an id, newest first. */
  List<StreamEntry> newest(String key, String upTo, int count) throws LogUnavailableException {
    try {
      return present().xrevrange(key, upTo, "-", count);
    } catch (JedisException e) {
      throw away(e);
    }
  }

  @Override
  public void close() {
    UnifiedJedis present = client;
    if (present != null) {
      present.close();
    }
  }

  @Override
  public String toString() {
    return "RedisStore[" + settings.url() + "]";
  }

  private Object replicate(
      UnifiedJedis redis, RedisScript script, List<String> keys, List<String> args)
      throws LogUnavailableException {
    Response<Object> result;
    Response<Long> replicas;
    try (AbstractPipeline pipeline = redis.pipelined()) {
      result = pipeline.evalsha(script.sha1(), keys, args);
      replicas =
          pipeline.waitReplicas(
              keys.get(0), settings.minReplicas(), settings.replicaTimeout().toMillis());
      pipeline.sync();
    }
    Object value = result.get();
    long confirmed = replicas.get();
    if (confirmed < settings.minReplicas()) {
      throw new LogUnavailableException(
          confirmed + " of " + settings.minReplicas() + " replicas confirmed");
    }
    return value;
  }

  private UnifiedJedis present() throws LogUnavailableException {
    UnifiedJedis present = client;
    if (present == null) {
      throw new LogUnavailableException("Redis has not been reached yet: " + settings.url());
    }
    return present;
  }

  private LogUnavailableException away(JedisException e) {
    return new LogUnavailableException("Redis did not answer: " + e.getMessage(), e);
  }
}
