package dev.linger.log;

import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;

/** On Redis 6.2, the oldest that we promise to run on. */
class RedisEventLogTest extends RedisEventLogContract {

  @Override
  RedisProcess startRedis() {
    return RedisProcess.embedded().as(RedisUser.LOG);
  }
}
