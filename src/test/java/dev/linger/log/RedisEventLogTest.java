package dev.linger.log;

import dev.linger.support.RedisProcess;

/** On Redis 6.2, the oldest that we promise to run on. */
class RedisEventLogTest extends RedisEventLogContract {

  @Override
  RedisProcess startRedis() {
    return RedisProcess.embedded();
  }
}
