package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How origins are written, in the setting and by browsers. */
class OriginsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://forum.example",
        "http://forum.example:8080",
        "https://xn--bcher-kva.example",
        "http://localhost",
        "http://127.0.0.1:3000",
        "http://[2001:db8::1]:8080",
        "capacitor://localhost",
        "https://a_b.forum.example"
      })
  void what_a_browser_would_write_is_taken_and_then_is_the_same_text(String origin) {
    assertThat(Origins.parse(origin).allows(origin)).isTrue();
    assertThat(Origins.parse("https://other.example, " + origin).allows(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "https://*",
        "https://*.forum.example",
        "forum.example",
        "//forum.example",
        "https://Forum.example",
        "HTTPS://forum.example",
        "https://forum.example/",
        "https://forum.example/chat",
        "https://forum.example:443",
        "http://forum.example:80",
        "https://forum.example:0",
        "https://forum.example:65536",
        "https://forum.example:08443",
        "https://forum.example.",
        "https://user@forum.example",
        "https://bücher.example",
        "https://forum.example https://other.example",
        "https://forum.example,",
        ",",
        "https://"
      })
  void anything_else_is_a_mistake(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Origins.parse(text));
  }

  @Test
  void none_is_none_and_too_many_are_a_mistake() {
    assertThat(Origins.parse(" ")).isEqualTo(Origins.NONE);
    assertThat(Origins.NONE.allows("null")).isFalse();
    assertThat(Origins.NONE.allows("")).isFalse();
    String many =
        IntStream.range(0, 101)
            .mapToObj(i -> "https://" + i + ".example")
            .collect(Collectors.joining(","));
    assertThatIllegalArgumentException().isThrownBy(() -> Origins.parse(many));
  }

  @ParameterizedTest
  @CsvSource({
    "http, Forum.Example, 80, http://forum.example",
    "https, forum.example, 443, https://forum.example",
    "https, forum.example, 80, https://forum.example:80",
    "http, ::1, 8080, http://[::1]:8080",
    "http, [::1], 80, http://[::1]"
  })
  void an_origin_is_written_as_browsers_write_it(
      String scheme, String host, int port, String text) {
    assertThat(Origins.text(scheme, host, port)).isEqualTo(text);
  }
}
