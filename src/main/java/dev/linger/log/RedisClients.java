package dev.linger.log;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Opens the client that a URL asks for: of one server, of sentinels or of a cluster. */
public final class RedisClients {

  private static final int CLUSTER_ATTEMPTS = 3;

  private RedisClients() {}

  /**
   * Opens a client.
   *
   * @throws JedisException if sentinels or a cluster can't be asked; a single server need not be
   *     there yet
   */
  public static UnifiedJedis open(RedisSettings settings) {
    RedisUrl url = settings.url();
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(settings.connections());
    pool.setMaxIdle(settings.connections());
    pool.setMaxWait(settings.timeout());
    JedisClientConfig data =
        clientConfig(settings, url.user(), url.password(), url.database()).build();
    return switch (url.topology()) {
      case SINGLE ->
          RedisClient.builder()
              .hostAndPort(url.hosts().iterator().next())
              .clientConfig(data)
              .poolConfig(pool)
              .build();
      case SENTINEL ->
          RedisSentinelClient.builder()
              .masterName(String.valueOf(url.master()))
              .sentinels(url.hosts())
              .sentinelClientConfig(sentinelConfig(settings))
              .clientConfig(data)
              .poolConfig(pool)
              .build();
      case CLUSTER ->
          // Without its periodic topology refresh: a client that can't be opened would leave that
          // thread behind at every attempt, and whatever fails looks for the new master anyway.
          RedisClusterClient.builder()
              .nodes(url.hosts())
              .maxAttempts(CLUSTER_ATTEMPTS)
              .clientConfig(data)
              .poolConfig(pool)
              .build();
    };
  }

  /**
   * A connection of its own to the server that has our keys, for whoever subscribes. On a cluster
   * that matters: what one server's subscribers hear, they all hear in the same order.
   *
   * @throws JedisException if it can't be had
   */
  public static Connection connection(UnifiedJedis client) {
    if (client instanceof RedisClusterClient cluster) {
      return cluster.getConnectionFromSlot(JedisClusterCRC16.getSlot(RedisKeys.TAIL));
    }
    if (client instanceof RedisSentinelClient sentinel) {
      return sentinel.getPrimaryNodesConnectionMap().values().iterator().next().getResource();
    }
    return ((RedisClient) client).getPool().getResource();
  }

  private static JedisClientConfig sentinelConfig(RedisSettings settings) {
    // Jedis talks to sentinels in the old protocol, and would say so at every connection. It also
    // waits for them to tell of a fail-over: with a time-out it would hang up, complain, and not
    // listen for five seconds, again and again.
    return clientConfig(settings, null, null, 0)
        .autoNegotiateProtocol(false)
        .blockingSocketTimeoutMillis(0)
        .build();
  }

  private static DefaultJedisClientConfig.Builder clientConfig(
      RedisSettings settings, @Nullable String user, @Nullable String password, int database) {
    int timeout = Math.toIntExact(settings.timeout().toMillis());
    int replicaTimeout =
        settings.minReplicas() == 0 ? 0 : Math.toIntExact(settings.replicaTimeout().toMillis());
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(Math.toIntExact(settings.connectTimeout().toMillis()))
            .socketTimeoutMillis(timeout + replicaTimeout)
            .blockingSocketTimeoutMillis(RedisStore.BLOCK_MILLIS + timeout)
            .user(user)
            .password(password)
            .database(database)
            .clientName("linger")
            // The library's own name and version: of no use to anybody, and a right more to need.
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    if (settings.url().tls()) {
      RedisTrust trust = settings.trust();
      config.sslOptions(
          trust == null
              ? SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build()
              : trust.options());
    }
    return config;
  }
}
