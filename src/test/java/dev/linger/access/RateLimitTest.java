package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

  private final FakeTicker ticker = new FakeTicker();
  private final RateLimit limit = new RateLimit(new Rate(10, 25), ticker);

  @Test
  void after_a_quiet_while_so_many_come_at_once_and_then_so_many_a_second() {
    assertThat(takes("ada", 100)).isEqualTo(25);
    ticker.advance(Duration.ofSeconds(1));
    assertThat(takes("ada", 100)).isEqualTo(10);
    ticker.advance(Duration.ofMillis(100));
    assertThat(takes("ada", 100)).isEqualTo(1);
    ticker.advance(Duration.ofHours(1));
    assertThat(takes("ada", 100)).isEqualTo(25);
    assertThat(limit.refused()).isEqualTo(75 + 90 + 99 + 75);
  }

  @Test
  void everybody_is_counted_apart() {
    assertThat(takes("ada", 30)).isEqualTo(25);
    assertThat(takes("bob", 30)).isEqualTo(25);
  }

  @Test
  void some_are_taken_all_or_none() {
    assertThat(limit.take("ada", 20)).isTrue();
    assertThat(limit.take("ada", 6)).isFalse();
    assertThat(limit.take("ada", 5)).isTrue();
  }

  @Test
  void to_ask_for_nothing_costs_as_much_as_one() {
    for (int i = 0; i < 25; i++) {
      assertThat(limit.take("ada", 0)).isTrue();
    }
    assertThat(limit.take("ada", 0)).isFalse();
  }

  @Test
  void more_than_there_ever_are_are_had_out_of_a_full_bucket() {
    assertThat(limit.take("ada", 1_000)).isTrue();
    assertThat(limit.take("ada", 1)).isFalse();
  }

  @Test
  void however_many_come_their_buckets_are_bounded_and_are_forgotten() {
    for (int i = 0; i < 3 * RateLimit.MAX_BUCKETS; i++) {
      limit.take("address " + i);
    }
    assertThat(limit.size()).isLessThanOrEqualTo(RateLimit.MAX_BUCKETS + 100);
    ticker.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 1_000; i++) {
      limit.take("somebody");
      ticker.advance(Duration.ofMillis(100));
    }
    assertThat(limit.size()).isLessThan(100);
  }

  @Test
  void in_any_time_nobody_gets_more_than_the_burst_and_what_came_since() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long taken = 0;
    long millis = 0;
    for (int i = 0; i < 20_000; i++) {
      int step = random.nextInt(300);
      ticker.advance(Duration.ofMillis(step));
      millis += step;
      int count = 1 + random.nextInt(5);
      taken += limit.take("ada", count) ? count : 0;
      assertThat(taken).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(25 + millis / 100);
    }
    assertThat(taken).as("and not much less").isGreaterThan(millis / 100 * 9 / 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5/", "/5", "0/5", "5/4", "5/1000001", "5/30/1", "-1/5", "a/b"})
  void what_is_no_rate_is_a_mistake(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Rate.parse(text));
  }

  @Test
  void a_rate_is_written_as_it_is_read() {
    assertThat(Rate.parse("5/30")).isEqualTo(new Rate(5, 30)).hasToString("5/30");
  }

  private int takes(String who, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += limit.take(who) ? 1 : 0;
    }
    return taken;
  }
}
