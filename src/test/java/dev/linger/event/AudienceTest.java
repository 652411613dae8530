package dev.linger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceTest {

  private static final Audience SOME = new Audience(Set.of("7", "8"), Set.of("mods"));

  @Test
  void it_includes_those_it_names_and_the_members_of_the_groups_it_names() {
    assertThat(SOME.includes("7", Set.of())).isTrue();
    assertThat(SOME.includes("9", Set.of("mods", "others"))).isTrue();
    assertThat(SOME.includes("9", Set.of("others"))).isFalse();
    assertThat(SOME.includes("mods", Set.of("7"))).as("a user is no group").isFalse();
    assertThat(SOME.includes(null, Set.of())).isFalse();
  }

  @Test
  void everybody_includes_also_who_did_not_say_who_they_are() {
    assertThat(Audience.EVERYBODY.includes(null, Set.of())).isTrue();
    assertThat(Audience.EVERYBODY.isEverybody()).isTrue();
  }

  @Test
  void what_is_stored_comes_back() {
    assertThat(Audience.parse(SOME.text())).isEqualTo(SOME);
    assertThat(Audience.EVERYBODY.text()).isEmpty();
    assertThat(Audience.parse("")).isEqualTo(Audience.EVERYBODY);
    Audience odd = new Audience(Set.of("ü 7", "g", "u"), Set.of("u"));
    assertThat(Audience.parse(odd.text())).isEqualTo(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x7\n", "\n", "u\n", "7"})
  void what_is_no_audience_is_refused_and_never_taken_for_everybody(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Audience.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "\u0000", "\u0085"})
  void a_name_has_characters_and_none_of_control(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Audience(Set.of(name), Set.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Audience(Set.of(), Set.of(name)));
  }

  @Test
  void it_has_a_bound() {
    Set<String> many =
        IntStream.range(0, Audience.MAX_NAMES)
            .mapToObj(Integer::toString)
            .collect(Collectors.toSet());
    assertThat(new Audience(many, Set.of()).users()).hasSize(Audience.MAX_NAMES);
    assertThatIllegalArgumentException().isThrownBy(() -> new Audience(many, Set.of("one more")));
    String longest = "n".repeat(Audience.MAX_NAME_LENGTH);
    assertThat(new Audience(Set.of(longest), Set.of()).users()).containsExactly(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Audience(Set.of(longest + "n"), Set.of()));
  }
}
