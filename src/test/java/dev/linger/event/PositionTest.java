package dev.linger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-0",
        "1732412345678-0",
        "1-9223372036854775807",
        "9223372036854775807-9223372036854775807"
      })
  void the_text_form_of_a_redis_stream_id_reads_back_as_itself(String text) {
    assertThat(Position.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "1",
        "1-",
        "-1",
        "-1-1",
        "1--1",
        "1-2-3",
        "+1-1",
        "1-+1",
        " 1-1",
        "1-1 ",
        "1-a",
        "0x1-1",
        "1.0-1",
        "٤-٢",
        "*",
        "$",
        "9223372036854775808-0",
        "0-9223372036854775808",
        "18446744073709551616-0",
        "00000000000000000000000000000000000000000000001-0"
      })
  void anything_but_two_numbers_and_a_hyphen_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Position.parse(text));
  }

  @Test
  void no_part_is_negative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(0, -1));
  }

  @Test
  void milliseconds_count_before_the_sequence() {
    Position early = new Position(1, 9);
    Position late = new Position(2, 0);
    assertThat(late.isAfter(early)).isTrue();
    assertThat(early.isAfter(late)).isFalse();
    assertThat(new Position(1, 10).isAfter(early)).isTrue();
    assertThat(early.isAfter(early)).isFalse();
    assertThat(Position.later(early, late)).isEqualTo(late);
    assertThat(Position.later(late, early)).isEqualTo(late);
  }

  @Test
  void every_event_lies_behind_zero() {
    assertThat(new Position(0, 1).isAfter(Position.ZERO)).isTrue();
    assertThat(Position.ZERO.isAfter(new Position(0, 0))).isFalse();
  }
}
