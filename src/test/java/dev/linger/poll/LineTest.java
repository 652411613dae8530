package dev.linger.poll;

import static dev.linger.support.Race.atOnce;
import static dev.linger.support.Race.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.linger.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Few begin at a time, and all of them begin. */
class LineTest {

  private final List<String> done = new ArrayList<>();

  @Test
  void who_finds_a_place_begins_here_and_now() {
    Line line = new Line(1, 9);
    assertThat(line.enter(() -> done.add("now"), () -> done.add("later"))).isTrue();
    assertThat(done).containsExactly("now");
    assertThat(line.length()).isZero();
  }

  @Test
  void who_finds_none_is_begun_by_the_one_who_has_it_and_in_turn() {
    Line line = new Line(1, 9);
    enter(
        line,
        () -> {
          enter(line, () -> done.add("second"));
          enter(line, () -> done.add("third"));
          assertThat(line.length()).isEqualTo(2);
          done.add("first");
        });
    assertThat(done).containsExactly("first", "second", "third");
    assertThat(line.length()).isZero();
  }

  @Test
  void a_line_that_is_too_long_takes_nobody_until_it_is_shorter() {
    Line line = new Line(1, 1);
    enter(
        line,
        () -> {
          assertThat(enter(line, () -> done.add("one"))).isTrue();
          assertThat(enter(line, () -> done.add("two"))).isFalse();
        });
    assertThat(done).containsExactly("one");
    assertThat(enter(line, () -> done.add("three"))).isTrue();
    assertThat(done).containsExactly("one", "three");
  }

  @Test
  void who_fails_gives_the_place_back_and_is_told_so_himself() {
    Line line = new Line(1, 9);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                enter(
                    line,
                    () -> {
                      enter(line, () -> done.add("other"));
                      throw new IllegalStateException();
                    }));
    assertThat(done).as("those behind are begun nevertheless").containsExactly("other");
    enter(line, () -> done.add("next"));
    assertThat(done).containsExactly("other", "next");
  }

  /**
   * Hunts: the one who has the place finds the line empty; somebody finds no place, and stands in
   * line; the place is given back, and nobody looks at the line any more.
   */
  @Test
  void whoever_comes_as_the_last_one_leaves_is_begun() {
    Race.holds(
        () -> {
          Line line = new Line(1, 9);
          AtomicInteger begun = new AtomicInteger();
          Runnable begin = begun::incrementAndGet;
          atOnce(() -> line.enter(begin, begin), () -> line.enter(begin, begin));
          check(begun.get() == 2, () -> "both, not " + begun);
          check(line.length() == 0, () -> "somebody stands there still");
        });
  }

  private static boolean enter(Line line, Runnable begin) {
    return line.enter(begin, begin);
  }
}
