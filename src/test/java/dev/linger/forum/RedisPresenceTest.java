package dev.linger.forum;

import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

  @Override
  PresenceWorld world() {
    return world;
  }
}
