package dev.linger.forum;

import dev.linger.log.RedisKeys;
import dev.linger.support.RedisClusterProcesses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a Redis Cluster, where a script's keys must all be in one slot. */
class ClusterPresenceTest extends PresenceContract {

  private static RedisClusterProcesses cluster;
  private static RedisPresenceWorld world;

  @BeforeAll
  static void start() {
    cluster = new RedisClusterProcesses();
    world =
        new RedisPresenceWorld(
            cluster.masterOf(RedisKeys.of("presence:leases")),
            "redis+cluster://" + cluster.hosts());
  }

  @AfterAll
  static void stop() {
    world.close();
    cluster.close();
  }

  @Override
  PresenceWorld world() {
    return world;
  }
}
