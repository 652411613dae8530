package dev.linger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"thread:42", "user:7", "forum", "a", "0", "A.b_c~d@e:f-g", "a.b.c"})
  void what_a_forum_calls_its_channels_is_a_name(String name) {
    assertThat(new ChannelName(name).value()).isEqualTo(name);
    assertThat(new ChannelName(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thread 42",
        "thread/42",
        "thread\u000042",
        "a\nb",
        "a\u007f",
        "naïve",
        "threаd",
        "{a}",
        "a*",
        "a?b",
        "a#b",
        "a,b",
        "a\"b",
        "a\\b",
        "٤٢"
      })
  void a_character_outside_the_alphabet_is_refused_wherever_it_stands(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName(name));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName("x" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {":a", ".a", "-a", "_a", "~a", "@a"})
  void a_name_starts_with_a_letter_or_a_digit(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelName(name))
        .withMessageContaining("starts with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "a..", "a...b"})
  void two_dots_in_a_row_are_refused_because_names_end_up_in_paths(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelName(name))
        .withMessageContaining("..");
  }

  @Test
  void a_name_has_1_to_128_characters() {
    assertThat(new ChannelName("a".repeat(128)).value()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName("a".repeat(129)));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName(""));
  }

  @Test
  void the_refusal_does_not_repeat_what_it_refuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelName("secret<script>"))
        .withMessageNotContaining("secret")
        .withMessageNotContaining("<");
  }

  @Test
  void case_matters() {
    assertThat(new ChannelName("Forum")).isNotEqualTo(new ChannelName("forum"));
  }

  @Test
  void names_of_the_servers_own_are_told_from_the_forums() {
    assertThat(ChannelName.PROBE.isReserved()).isTrue();
    assertThat(new ChannelName("linger:other").isReserved()).isTrue();
    assertThat(new ChannelName("linger").isReserved()).isFalse();
    assertThat(new ChannelName("lingerie:42").isReserved()).isFalse();
  }

  @Test
  void names_are_ordered_as_text() {
    assertThat(new ChannelName("a")).isLessThan(new ChannelName("b"));
    assertThat(new ChannelName("a")).isEqualByComparingTo(new ChannelName("a"));
  }
}
