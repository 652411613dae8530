package dev.linger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  private static final Cursor CURSOR =
      new Cursor(new Epoch("k3v9"), new Position(1732412345678L, 10));

  @Test
  void the_text_form_reads_back_as_the_same_cursor() {
    assertThat(Cursor.parse(CURSOR.text())).isEqualTo(CURSOR);
    assertThat(CURSOR).hasToString(CURSOR.text());
  }

  @Test
  void the_longest_cursor_has_the_longest_text() {
    Cursor longest =
        new Cursor(
            new Epoch("z".repeat(Epoch.MAX_LENGTH)), new Position(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(longest.text()).hasSize(Cursor.MAX_TEXT_LENGTH);
    assertThat(Cursor.parse(longest.text())).isEqualTo(longest);
  }

  @Test
  void the_text_form_is_fixed_because_clients_keep_it_over_an_upgrade() {
    assertThat(new Cursor(new Epoch("e1"), new Position(5, 0)).text()).isEqualTo("e1.5-0.11043b49");
  }

  @Test
  void a_cursor_that_was_cut_anywhere_is_refused_and_never_taken_for_an_earlier_one() {
    String text = CURSOR.text();
    for (int length = 0; length < text.length(); length++) {
      refused(text.substring(0, length));
    }
  }

  @Test
  void a_cursor_that_lost_its_beginning_is_refused() {
    String text = CURSOR.text();
    for (int from = 1; from <= text.length(); from++) {
      refused(text.substring(from));
    }
  }

  @Test
  void a_cursor_with_one_changed_character_is_refused() {
    String text = CURSOR.text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == '7' ? '8' : '7';
      refused(text.substring(0, i) + other + text.substring(i + 1));
    }
  }

  @Test
  void a_cursor_with_something_added_is_refused() {
    refused(CURSOR.text() + "0");
    refused(CURSOR.text() + "\n");
    refused(" " + CURSOR.text());
    refused("0" + CURSOR.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "...", "null", "0", "5-0", "e.5-0", "e.5-0.", "e..", ".5-0.0", "é.5-0.0"
      })
  void foreign_text_is_refused(String text) {
    refused(text);
  }

  @Test
  void a_right_check_does_not_save_a_wrong_body() {
    // The check is no signature: whoever forges it must still be told that this is no cursor.
    for (String body : new String[] {"e_1.5-0", "e1.5", "e1.-5-0", ".5-0", "e1.5-0.6-0"}) {
      refused(body + "." + crc(body));
    }
  }

  @Test
  void a_very_long_text_is_refused_unread() {
    refused("e1.5-0.".repeat(100_000));
  }

  @Test
  void random_text_is_refused_and_nothing_else_is_thrown() {
    long seed = 20_240_607;
    Random random = new Random(seed);
    String alphabet = "0123456789abcdefz.-_ é\u0000";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThatIllegalArgumentException()
          .as("seed %d, text %s", seed, text)
          .isThrownBy(() -> Cursor.parse(text.toString()));
    }
  }

  @Test
  void a_cursor_moves_within_its_epoch() {
    Position further = new Position(1732412345679L, 0);
    assertThat(CURSOR.at(further)).isEqualTo(new Cursor(CURSOR.epoch(), further));
    assertThat(CURSOR.at(CURSOR.position())).isSameAs(CURSOR);
  }

  private static String crc(String body) {
    var crc = new java.util.zip.CRC32();
    crc.update(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  private static void refused(String text) {
    assertThatIllegalArgumentException().as(text).isThrownBy(() -> Cursor.parse(text));
  }
}
