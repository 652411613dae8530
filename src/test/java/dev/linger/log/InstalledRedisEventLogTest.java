package dev.linger.log;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.nio.file.Path;
import java.util.Optional;

/** On the Redis of this machine, if there is one. */
class InstalledRedisEventLogTest extends RedisEventLogContract {

  @Override
  RedisProcess startRedis() {
    Optional<Path> binary = RedisProcess.installedBinary();
    assumeTrue(binary.isPresent(), "no redis-server on the PATH");
    return RedisProcess.of(binary.get()).as(RedisUser.LOG);
  }
}
