package dev.linger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisClockTest {

  private final FakeTicker ticker = new FakeTicker();
  private final RedisClock clock = new RedisClock(ticker::nanos);

  @Test
  void it_goes_on_from_what_redis_said() {
    clock.set(1_000_000);
    ticker.advance(Duration.ofMillis(1_500));

    assertThat(clock.millis()).isEqualTo(1_001_500);
  }

  @Test
  void it_follows_redis_backward_too() {
    clock.set(1_000_000);
    ticker.advance(Duration.ofSeconds(10));
    clock.set(900_000);

    assertThat(clock.millis()).isEqualTo(900_000);
  }
}
