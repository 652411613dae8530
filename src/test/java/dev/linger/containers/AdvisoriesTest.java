package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoriesTest {

  private static final Advisories KNOWN =
      Advisories.parse(
          List.of(
              "# a comment",
              "",
              "g:lib | GHSA-1 | [2.15.0,2.18.6) [2.19.0,2.21.1) | something",
              "g:lib | GHSA-2 | [0,2.16.0) | something else",
              "g:other | - | - | nothing found"));

  @ParameterizedTest
  @CsvSource({
    "2.14.9, GHSA-2",
    "2.15.0, GHSA-1 GHSA-2",
    "2.16.0, GHSA-1",
    "2.18.5, GHSA-1",
    "2.18.6, ''",
    "2.18.10, ''",
    "2.19.0, GHSA-1",
    "2.21.1, ''",
    "2.23, ''"
  })
  void a_version_is_affected_from_the_first_up_to_the_one_that_is_mended(
      String version, String ids) {
    assertThat(String.join(" ", KNOWN.affecting("lib", version))).isEqualTo(ids);
  }

  @Test
  void a_library_that_nobody_has_looked_at_is_not_known() {
    assertThat(KNOWN.knows("other")).isTrue();
    assertThat(KNOWN.knows("new")).isFalse();
  }

  @Test
  void a_line_that_says_nothing_is_refused() {
    for (String line : List.of("g:a | X | 1.0 | a", "g:a | X | [1,2] | a", "g:a | X | [1,2)")) {
      assertThatThrownBy(() -> Advisories.parse(List.of(line)))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
