package dev.linger.forum;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On the Redis of this machine, if there is one. */
class InstalledRedisPresenceTest extends PresenceContract {

  private static RedisProcess redis;
  private static RedisPresenceWorld world;

  @BeforeAll
  static void start() {
    Optional<Path> binary = RedisProcess.installedBinary();
    assumeTrue(binary.isPresent(), "no redis-server on the PATH");
    redis = RedisProcess.of(binary.get()).as(RedisUser.LOG);
    world = new RedisPresenceWorld(redis);
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      world.close();
      redis.close();
    }
  }

  @Override
  PresenceWorld world() {
    return world;
  }
}
