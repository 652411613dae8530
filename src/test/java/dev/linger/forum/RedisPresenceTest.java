package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** On Redis 6.2, the oldest that we promise to run on. */
class RedisPresenceTest extends PresenceContract {

  private static RedisProcess redis;
  private static RedisPresenceWorld world;

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded().as(RedisUser.LOG);
    world = new RedisPresenceWorld(redis);
  }

  @AfterAll
  static void stop() {
    world.close();
    redis.close();
  }

  @Test
  void after_an_outage_nobody_is_ended_before_every_node_can_say_who_is_there() throws Exception {
    world.open(PresenceLimits.DEFAULT);
    Lease ada = new Lease(A, ADA, "7\ntab");
    world.node(0).renew(List.of(ada, new Lease(A, BO, "8\ntab")));
    world.node(0).sweep();
    world.pass(PresenceLimits.DEFAULT.lease().plusSeconds(10));
    long now = System.currentTimeMillis();
    swept(now - 60_000, 0);

    world.node(0).sweep();
    world.node(1).sweep();
    assertThat(world.told()).hasToString("[joined 7 1, joined 8 2]");
    world.node(1).renew(List.of(ada));
    // The respite is over.
    swept(now, now - 1);
    world.node(0).sweep();

    assertThat(world.told()).hasToString("[joined 7 1, joined 8 2, left 8 1]");
  }

  private static void swept(long last, long rest) {
    try (Jedis jedis = world.jedis()) {
      jedis.set("{linger}:presence:swept", last + " " + rest);
    }
  }

  @Override
  PresenceWorld world() {
    return world;
  }
}
