package dev.linger.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Redis, and what it must confirm.
 *
 * @param url where it is
 * @param trust whose certificates are believed; null for those that the JVM believes
 * @param minReplicas how many replicas must have an event before it is acknowledged; 0 for none
 * @param replicaTimeout how long to wait for them
 * @param connections the most connections at a time; at least 2, because the tail keeps one
 * @param connectTimeout how long to wait for a connection
 * @param timeout how long to wait for an answer, and for a free connection
 */
public record RedisSettings(
    RedisUrl url,
    @Nullable RedisTrust trust,
    int minReplicas,
    Duration replicaTimeout,
    int connections,
    Duration connectTimeout,
    Duration timeout) {

  /** The same trust and patience with another Redis, which need not replicate anything for us. */
  public RedisSettings elsewhere(RedisUrl other) {
    return new RedisSettings(other, trust, 0, replicaTimeout, connections, connectTimeout, timeout);
  }
}
