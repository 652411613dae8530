package dev.linger.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  private static final long TICK = 100;

  // It starts 1,000 ns before it wraps around, so most of these tests cross that line.
  private final FakeTicker ticker = new FakeTicker();
  private final long start = ticker.nanos();
  private final Deadlines<String> deadlines = new Deadlines<>(ticker, TICK);

  @Test
  void nothing_is_due_before_its_moment() {
    deadlines.add("a", start + 250);
    pass(249);
    assertThat(deadlines.due()).isEmpty();
  }

  @Test
  void a_deadline_is_rounded_up_to_the_next_tick() {
    deadlines.add("a", start + 201);
    pass(299);
    assertThat(deadlines.due()).isEmpty();
    pass(1);
    assertThat(deadlines.due()).containsExactly("a");
  }

  @Test
  void a_deadline_on_a_tick_is_due_on_that_tick() {
    deadlines.add("a", start + 200);
    pass(199);
    assertThat(deadlines.due()).isEmpty();
    pass(1);
    assertThat(deadlines.due()).containsExactly("a");
  }

  @Test
  void a_moment_in_the_past_is_due_at_once() {
    pass(500);
    deadlines.add("now", start + 500);
    deadlines.add("past", start + 10);
    deadlines.add("before the beginning", start - 1_000);
    assertThat(deadlines.due()).containsExactlyInAnyOrder("now", "past", "before the beginning");
  }

  @Test
  void what_is_due_is_told_once() {
    deadlines.add("a", start);
    assertThat(deadlines.due()).containsExactly("a");
    assertThat(deadlines.due()).isEmpty();
  }

  @Test
  void deadlines_beyond_the_wrap_around_of_the_clock_come_after_those_before_it() {
    long beyond = start + 5_000;
    assertThat(beyond).as("wrapped around").isNegative();
    deadlines.add("beyond", beyond);
    deadlines.add("before", start + 900);
    assertThat(deadlines.first(9)).containsExactly("before", "beyond");
    assertThat(deadlines.due()).isEmpty();
    pass(900);
    assertThat(deadlines.due()).containsExactly("before");
    pass(4_099);
    assertThat(deadlines.due()).isEmpty();
    pass(1);
    assertThat(deadlines.due()).containsExactly("beyond");
  }

  @Test
  void what_was_removed_is_never_due_and_leaves_nothing_behind() {
    deadlines.add("a", start + 150);
    deadlines.add("b", start + 160);
    deadlines.remove("a", start + 150);
    assertThat(deadlines.first(9)).containsExactly("b");
    deadlines.remove("b", start + 160);
    assertThat(deadlines.first(9)).isEmpty();
    pass(1_000);
    assertThat(deadlines.due()).isEmpty();
  }

  @Test
  void removing_what_is_not_there_changes_nothing() {
    deadlines.add("a", start + 150);
    deadlines.remove("b", start + 150);
    deadlines.remove("a", start + 950);
    assertThat(deadlines.first(9)).containsExactly("a");
  }

  @Test
  void the_first_are_the_soonest_and_stay() {
    deadlines.add("c", start + 900);
    deadlines.add("a", start + 100);
    deadlines.add("b", start + 500);
    assertThat(deadlines.first(2)).containsExactly("a", "b");
    assertThat(deadlines.first(0)).isEmpty();
    assertThat(deadlines.first(Integer.MAX_VALUE)).containsExactly("a", "b", "c");
  }

  @Test
  void whatever_the_moments_nothing_is_early_and_nothing_is_a_whole_tick_late() {
    long seed = 7_001;
    Random random = new Random(seed);
    Deadlines<Long> many = new Deadlines<>(ticker, TICK);
    List<Long> left = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long moment = start + random.nextInt(10_000);
      if (!left.contains(moment)) {
        left.add(moment);
        many.add(moment, moment);
      }
    }
    while (!left.isEmpty()) {
      pass(1 + random.nextInt(70));
      long now = ticker.nanos();
      for (Long moment : many.due()) {
        assertThat(now - moment).as("seed %d, %d", seed, moment).isNotNegative();
        assertThat(left.remove(moment)).as("told once").isTrue();
      }
      assertThat(left).as("seed %d", seed).noneMatch(moment -> now - moment >= TICK);
    }
    assertThat(many.first(1)).isEmpty();
  }

  private void pass(long nanos) {
    ticker.advance(Duration.ofNanos(nanos));
  }
}
