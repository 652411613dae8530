package dev.linger.poll;

import static dev.linger.poll.PollFixture.THREAD;
import static dev.linger.poll.PollFixture.USER;
import static dev.linger.poll.PollFixture.after;
import static dev.linger.poll.PollFixture.as;
import static dev.linger.poll.PollFixture.forbidding;
import static dev.linger.poll.PollFixture.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.linger.event.Cursor;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.hub.Hub;
import dev.linger.poll.PollFixture.Asked;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log that is away, clients that vanish in every phase of a poll, and reads that fail. */
class PollerFaultsTest {

  /** Held here, because the logging system lets go of a logger and its level otherwise. */
  private static final Logger HUB_LOGGER = Logger.getLogger(Hub.class.getName());

  private final PollFixture on = new PollFixture();

  @BeforeEach
  void what_is_planted_is_not_logged() {
    HUB_LOGGER.setLevel(Level.OFF);
  }

  @AfterEach
  void whatever_happened_a_drained_hub_holds_nothing() {
    HUB_LOGGER.setLevel(null);
    on.hub.drain(Integer.MAX_VALUE);
    on.assertNothingLeft();
  }

  // The log is away

  @Test
  void a_poll_that_comes_while_the_log_is_away_waits_and_is_answered_when_it_is_back() {
    on.publish(THREAD, "{\"n\":1}");
    on.log.away(true);
    Asked asked = on.park(after(on.start(), THREAD));
    on.hub.wakeAll();
    on.answers.runAll();
    assertThat(asked.isAnswered()).as("still away").isFalse();
    on.log.away(false);
    on.hub.wakeAll();
    on.answers.runAll();
    assertThat(asked.data()).containsExactly("{\"n\":1}");
  }

  @Test
  void a_poll_that_was_parked_when_the_log_went_is_answered_when_it_is_back() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.log.away(true);
    on.publish(THREAD, "{\"n\":1}");
    assertThat(asked.isAnswered()).isFalse();
    on.log.away(false);
    on.hub.wakeAll();
    on.answers.runAll();
    assertThat(asked.data()).containsExactly("{\"n\":1}");
  }

  @Test
  void a_log_that_comes_back_between_the_reads_answers_at_once() {
    on.publish(THREAD, "{\"n\":1}");
    on.log.away(true);
    on.log.beforeNextRead(() -> on.log.beforeNextRead(() -> on.log.away(false)));
    assertThat(on.poll(after(on.start(), THREAD)).data()).containsExactly("{\"n\":1}");
    on.assertNothingLeft();
  }

  @Test
  void a_hold_that_ends_while_the_log_is_away_gives_the_cursor_back_unchanged() {
    on.publish(USER, "{}");
    on.log.away(true);
    Asked asked = on.park(after(on.start(), THREAD));
    on.passHold();
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start());
  }

  @Test
  void a_poll_without_a_cursor_waits_for_the_log_and_gets_the_cursor_of_now() {
    on.log.away(true);
    Asked asked = on.park(after(null, THREAD));
    on.log.away(false);
    Position newest = on.publish(USER, "{}");
    on.hub.wakeAll();
    on.answers.runAll();
    assertThat(asked.cursor()).isEqualTo(on.start().at(newest));
  }

  @Test
  void a_poll_without_a_cursor_that_waited_in_vain_is_told_that_the_log_is_unavailable() {
    on.log.away(true);
    Asked asked = on.park(after(null, THREAD));
    on.passHold();
    assertThat(asked.isUnavailable()).isTrue();
  }

  @Test
  void a_poll_without_a_cursor_and_without_a_hold_is_told_at_once() {
    on.log.away(true);
    assertThat(on.poll(holding(after(null, THREAD), Duration.ZERO)).isUnavailable()).isTrue();
  }

  @Test
  void a_poll_without_a_cursor_is_told_unavailable_by_a_node_that_drains_or_is_full() {
    on.log.away(true);
    for (int i = 0; i < 3; i++) {
      on.park(after(on.start(), THREAD));
    }
    assertThat(on.poll(after(null, THREAD)).isUnavailable()).isTrue();
    on.hub.drain(3);
    on.answers.runAll();
    assertThat(on.poll(after(null, THREAD)).isUnavailable()).isTrue();
  }

  @Test
  void what_is_forbidden_is_said_also_while_the_log_is_away() {
    // An empty answer instead, at once and without a pause, would make the client ask in a circle.
    on.log.away(true);
    Asked asked = on.poll(forbidding(after(on.start(), THREAD), USER));
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(USER, Replay.Reason.FORBIDDEN));
    assertThat(asked.cursor()).isEqualTo(on.start());
    assertThat(on.poll(forbidding(after(null, THREAD), USER)).isUnavailable()).isTrue();
  }

  // The client vanishes

  @Test
  void a_client_that_goes_while_its_poll_is_parked_leaves_nothing_behind() {
    Asked asked = on.park(after(on.start(), THREAD, USER));
    asked.gone();
    on.assertNothingLeft();
    on.publish(THREAD, "{}");
    assertThat(asked.isAnswered()).isFalse();
  }

  @Test
  void a_client_that_goes_before_its_wake_up_is_carried_out_is_not_answered() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.append(THREAD, Kind.DURABLE, "{}");
    asked.gone();
    on.assertNothingLeft();
    assertThat(asked.isAnswered()).isFalse();
  }

  @Test
  void a_client_that_goes_between_a_wake_up_and_the_next_parking_is_not_parked() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.log.afterNextRead(asked::gone);
    on.hub.wakeAll();
    on.answers.runAll();
    on.assertNothingLeft();
    assertThat(asked.isAnswered()).isFalse();
  }

  @Test
  void a_client_that_goes_during_a_second_read_is_not_parked() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.log.afterNextRead(() -> on.log.beforeNextRead(asked::gone));
    on.hub.wakeAll();
    on.answers.runAll();
    on.assertNothingLeft();
    assertThat(asked.isAnswered()).isFalse();
  }

  @Test
  void a_client_that_goes_after_its_answer_changes_nothing() {
    Asked asked = on.park(as("phone", after(on.start(), THREAD)));
    on.publish(THREAD, "{}");
    Cursor cursor = asked.cursor();
    asked.gone();
    asked.gone();
    Asked next = on.park(as("phone", after(cursor, THREAD)));
    asked.gone();
    assertThat(on.hub.parkedCount()).isEqualTo(1);
    on.publish(THREAD, "{\"n\":2}");
    assertThat(next.data()).containsExactly("{\"n\":2}");
  }

  @Test
  void clients_that_go_after_a_full_node_refused_them_make_no_room() {
    for (int i = 0; i < 3; i++) {
      on.park(after(on.start(), THREAD));
    }
    for (int i = 0; i < 5; i++) {
      Asked refused = on.poll(after(on.start(), THREAD));
      refused.assertUpToDate();
      refused.gone();
    }
    assertThat(on.hub.parkedCount()).isEqualTo(3);
  }

  // Reading fails

  @Test
  void a_first_read_that_fails_is_the_callers_to_answer_and_leaves_nothing_behind() {
    on.log.beforeNextRead(PollerFaultsTest::fail);
    assertThatIllegalStateException().isThrownBy(() -> on.poll(after(on.start(), THREAD)));
    on.assertNothingLeft();
  }

  @Test
  void a_second_read_that_fails_is_the_callers_to_answer_and_leaves_nothing_behind() {
    on.log.afterNextRead(() -> on.log.beforeNextRead(PollerFaultsTest::fail));
    assertThatIllegalStateException().isThrownBy(() -> on.poll(after(on.start(), THREAD)));
    on.assertNothingLeft();
  }

  @Test
  void a_second_read_that_fails_after_somebody_else_took_over_is_not_the_callers() {
    on.log.afterNextRead(
        () ->
            on.log.beforeNextRead(
                () -> {
                  on.publish(THREAD, "{\"n\":1}");
                  fail();
                }));
    assertThat(on.poll(after(on.start(), THREAD)).data()).containsExactly("{\"n\":1}");
    on.assertNothingLeft();
  }

  @Test
  void a_read_that_fails_on_an_answer_thread_is_answered_and_the_others_are_woken() {
    Asked first = on.park(after(on.start(), THREAD));
    Asked second = on.park(after(on.start(), THREAD));
    Asked third = on.park(after(on.start(), THREAD));
    on.log.beforeNextRead(PollerFaultsTest::fail);
    on.publish(THREAD, "{\"n\":1}");
    assertThat(first.isAnswered() && second.isAnswered() && third.isAnswered()).isTrue();
    assertThat(Stream.of(first, second, third).filter(Asked::isUnavailable).count()).isEqualTo(1);
    on.assertNothingLeft();
  }

  private static void fail() {
    throw new IllegalStateException("planted");
  }
}
