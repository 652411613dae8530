package dev.linger.log;

import java.time.Duration;

/**
 * How to reach Redis, and what it must confirm.
 *
 * @param url where it is
 * @param minReplicas how many replicas must have an event before it is acknowledged; 0 for none
 * @param replicaTimeout how long to wait for them
 * @param connections the most connections at a time; at least 2, because the tail keeps one
 * @param connectTimeout how long to wait for a connection
 * @param timeout how long to wait for an answer, and for a free connection
 */
public record RedisSettings(
    RedisUrl url,
    int minReplicas,
    Duration replicaTimeout,
    int connections,
    Duration connectTimeout,
    Duration timeout) {}
