package dev.linger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

  private static final long AT_MILLIS = 1_000_000;

  @Test
  void an_ephemeral_event_matters_until_its_ttl_is_over_and_not_a_millisecond_longer() {
    Event typing = event(new Kind.Ephemeral(Duration.ofSeconds(5)));
    assertThat(typing.hasExpired(AT_MILLIS)).isFalse();
    assertThat(typing.hasExpired(AT_MILLIS + 5_000)).isFalse();
    assertThat(typing.hasExpired(AT_MILLIS + 5_001)).isTrue();
  }

  @Test
  void a_clock_that_lags_behind_expires_nothing() {
    assertThat(event(new Kind.Ephemeral(Duration.ofMillis(1))).hasExpired(0)).isFalse();
    assertThat(event(new Kind.Ephemeral(Duration.ofMillis(1))).hasExpired(Long.MIN_VALUE))
        .as("the time of somebody who wants expired events too")
        .isFalse();
  }

  @Test
  void what_is_kept_in_the_log_never_expires() {
    assertThat(event(Kind.DURABLE).hasExpired(Long.MAX_VALUE)).isFalse();
    assertThat(event(new Kind.LatestWins("likes")).hasExpired(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void all_but_the_ephemeral_are_durable() {
    assertThat(event(Kind.DURABLE).isDurable()).isTrue();
    assertThat(event(new Kind.LatestWins("likes")).isDurable()).isTrue();
    assertThat(event(new Kind.Ephemeral(Duration.ofSeconds(5))).isDurable()).isFalse();
  }

  @Test
  void a_log_line_about_an_event_leaves_its_data_out() {
    assertThat(event(Kind.DURABLE).toString()).contains("thread:42").doesNotContain("private");
  }

  @Test
  void weight_grows_with_the_data() {
    Event small = event(Kind.DURABLE);
    Event large =
        new Event(
            small.position(), small.previous(), small.channel(), small.kind(), "x".repeat(999));
    assertThat(large.weight() - small.weight()).isEqualTo(999 - small.data().length());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, 3_600_001, Long.MAX_VALUE})
  void a_ttl_is_more_than_nothing_and_at_most_an_hour(long millis) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Kind.Ephemeral(Duration.ofMillis(millis)));
    assertThat(new Kind.Ephemeral(Duration.ofHours(1)).ttl()).isEqualTo(Duration.ofHours(1));
    assertThat(new Kind.Ephemeral(Duration.ofMillis(1)).ttl()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void a_key_has_1_to_128_characters() {
    assertThat(new Kind.LatestWins("k".repeat(128)).key()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> new Kind.LatestWins(""));
    assertThatIllegalArgumentException().isThrownBy(() -> new Kind.LatestWins("k".repeat(129)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.b", "a-b", "é", "a\n"})
  void an_epoch_is_made_of_letters_and_digits(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(value));
  }

  @Test
  void an_epoch_has_1_to_40_characters() {
    assertThat(new Epoch("Z9a".repeat(13) + "0")).hasToString("Z9a".repeat(13) + "0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Epoch("a".repeat(41)));
  }

  @Test
  void the_wire_spells_its_reasons_in_lower_case() {
    assertThat(Replay.Reason.values())
        .extracting(Replay.Reason::wireName)
        .containsExactly("trimmed", "epoch", "ahead", "forbidden");
  }

  private static Event event(Kind kind) {
    return new Event(
        new Position(AT_MILLIS, 0),
        Position.ZERO,
        new ChannelName("thread:42"),
        kind,
        "{\"private\":1}");
  }
}
