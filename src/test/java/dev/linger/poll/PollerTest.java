package dev.linger.poll;

import static dev.linger.poll.PollFixture.HOLD;
import static dev.linger.poll.PollFixture.THREAD;
import static dev.linger.poll.PollFixture.TICK;
import static dev.linger.poll.PollFixture.USER;
import static dev.linger.poll.PollFixture.after;
import static dev.linger.poll.PollFixture.as;
import static dev.linger.poll.PollFixture.forbidding;
import static dev.linger.poll.PollFixture.holding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.Cursor;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.poll.PollFixture.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollerTest {

  private final PollFixture on = new PollFixture();

  @AfterEach
  void whatever_happened_a_drained_hub_holds_nothing() {
    on.hub.drain(Integer.MAX_VALUE);
    on.assertNothingLeft();
  }

  // Answered at once

  @Test
  void what_is_there_already_is_answered_at_once() {
    Position position = on.publish(THREAD, "{\"n\":1}");
    Asked asked = on.poll(after(on.start(), THREAD));
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    assertThat(asked.cursor()).isEqualTo(on.start().at(position));
    assertThat(asked.answer().advice()).isNull();
    on.assertNothingLeft();
  }

  @Test
  void without_a_cursor_the_answer_is_the_cursor_of_now_at_once() {
    Position newest = on.publish(THREAD, "{\"n\":1}");
    Asked asked = on.poll(after(null, THREAD));
    assertThat(asked.cursor()).isEqualTo(on.start().at(newest));
    assertThat(asked.data()).isEmpty();
  }

  @Test
  void without_a_cursor_the_last_events_are_given_if_they_are_asked_for() {
    on.publish(THREAD, "{\"n\":1}");
    on.publish(THREAD, "{\"n\":2}");
    on.publish(USER, "{\"n\":3}");
    Asked asked =
        on.poll(
            new PollRequest(
                List.of(THREAD, USER), List.of(), null, HOLD, 100, 1, null, Reader.ANYBODY));
    assertThat(asked.data()).containsExactly("{\"n\":2}", "{\"n\":3}");
  }

  @Test
  void no_more_events_are_given_than_were_asked_for() {
    on.publish(THREAD, "{\"n\":1}");
    on.publish(THREAD, "{\"n\":2}");
    Asked asked =
        on.poll(
            new PollRequest(
                List.of(THREAD), List.of(), on.start(), HOLD, 1, 0, null, Reader.ANYBODY));
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    assertThat(asked.answer().replay())
        .isInstanceOfSatisfying(Replay.Events.class, some -> assertThat(some.more()).isTrue());
  }

  @Test
  void a_hold_of_nothing_is_answered_at_once_with_a_fresh_cursor() {
    Position elsewhere = on.publish(USER, "{}");
    Asked asked = on.poll(holding(after(on.start(), THREAD), Duration.ZERO));
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start().at(elsewhere));
  }

  @Test
  void a_cursor_that_cannot_be_honoured_is_answered_at_once_with_the_reason() {
    Cursor ahead = on.start().at(new Position(Long.MAX_VALUE, 0));
    assertThat(on.poll(after(ahead, THREAD)).reset().reasons())
        .isEqualTo(Map.of(THREAD, Replay.Reason.AHEAD));
  }

  // Parked and woken

  @Test
  void a_parked_poll_is_answered_by_an_event_of_any_of_its_channels() {
    Asked asked = on.park(after(on.start(), THREAD, USER));
    on.publish(USER, "{\"n\":1}");
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    on.assertNothingLeft();
  }

  @Test
  void a_parked_poll_is_not_answered_by_what_happens_elsewhere() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.publish(USER, "{}");
    assertThat(asked.isAnswered()).isFalse();
    assertThat(on.log.reads()).as("it did not even read").isEqualTo(2);
  }

  @Test
  void what_comes_before_an_answer_thread_does_is_in_the_same_answer() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.append(THREAD, Kind.DURABLE, "{\"n\":1}");
    on.append(THREAD, Kind.DURABLE, "{\"n\":2}");
    on.answers.runAll();
    assertThat(asked.data()).containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void the_second_read_finds_what_came_between_the_first_read_and_the_parking() {
    on.log.afterNextRead(() -> on.publish(THREAD, "{\"n\":1}"));
    Asked asked = on.poll(after(on.start(), THREAD));
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    assertThat(on.log.reads()).isEqualTo(2);
    on.assertNothingLeft();
  }

  @Test
  void what_comes_during_the_second_read_wakes() {
    on.log.afterNextRead(
        () -> on.log.afterNextRead(() -> on.append(THREAD, Kind.DURABLE, "{\"n\":1}")));
    Asked asked = on.poll(after(on.start(), THREAD));
    assertThat(asked.isAnswered()).isFalse();
    on.answers.runAll();
    assertThat(asked.data()).containsExactly("{\"n\":1}");
  }

  @Test
  void a_poll_that_was_woken_during_its_second_read_is_answered_once() {
    on.log.afterNextRead(() -> on.log.beforeNextRead(() -> on.publish(THREAD, "{\"n\":1}")));
    Asked asked = on.poll(after(on.start(), THREAD));
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    on.assertNothingLeft();
  }

  @Test
  void a_wake_up_that_finds_nothing_parks_again_and_never_answers_empty_early() {
    Asked asked = on.park(after(on.start(), THREAD));
    for (int i = 0; i < 5; i++) {
      on.append(THREAD, new Kind.Ephemeral(Duration.ofMillis(10)), "{\"typing\":1}");
      on.nowMillis += 11;
      on.answers.runAll();
      on.hub.wakeAll();
      on.answers.runAll();
      assertThat(asked.isAnswered()).isFalse();
      assertThat(on.hub.parkedCount()).isEqualTo(1);
    }
    on.publish(THREAD, "{\"n\":1}");
    assertThat(asked.data()).containsExactly("{\"n\":1}");
  }

  @Test
  void a_poll_that_parks_again_does_so_for_what_is_left_of_its_hold() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.pass(Duration.ofSeconds(22));
    on.hub.wakeAll();
    on.answers.runAll();
    assertThat(asked.isAnswered()).isFalse();
    on.pass(Duration.ofMillis(5_500).plus(TICK));
    asked.assertUpToDate();
  }

  @Test
  void a_wake_up_after_the_hold_is_over_answers() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.ticker.advance(Duration.ofSeconds(28));
    on.hub.wakeAll();
    on.answers.runAll();
    asked.assertUpToDate();
  }

  @Test
  void a_poll_that_parks_again_while_it_is_being_parked_is_not_ended_by_itself() {
    // The tail's wake-up comes between indexing and the second read, and finds nothing to say.
    on.log.afterNextRead(() -> on.log.beforeNextRead(() -> wakeAllNow()));
    Asked asked = on.park(as("phone", after(on.start(), THREAD)));
    on.publish(THREAD, "{\"n\":1}");
    assertThat(asked.data()).containsExactly("{\"n\":1}");
  }

  // The hold is over

  @Test
  void when_the_hold_is_over_the_answer_is_a_fresh_cursor() {
    Asked asked = on.park(after(on.start(), THREAD));
    Position elsewhere = on.publish(USER, "{}");
    on.passHold();
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start().at(elsewhere));
    assertThat(asked.answer().advice()).isNull();
    on.assertNothingLeft();
  }

  @Test
  void what_came_at_the_last_moment_is_in_the_answer() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.log.beforeNextRead(() -> on.append(THREAD, Kind.DURABLE, "{\"n\":1}"));
    on.passHold();
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    on.assertNothingLeft();
  }

  @Test
  void holds_that_begin_together_end_apart_and_within_a_tenth() {
    List<Duration> holds = holds(HOLD, 300);
    assertThat(holds)
        .allSatisfy(
            hold ->
                assertThat(hold).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(27_600)));
    assertThat(holds.stream().distinct().count()).isGreaterThan(20);
  }

  @Test
  void holds_at_the_cap_end_apart_too_and_never_after_it() {
    List<Duration> holds = holds(Duration.ofDays(1), 300);
    assertThat(holds)
        .allSatisfy(
            hold -> assertThat(hold).isBetween(Duration.ofSeconds(45), Duration.ofMillis(55_100)));
    assertThat(holds.stream().distinct().count()).isGreaterThan(20);
  }

  @Test
  void a_hold_above_the_cap_is_cut_and_the_client_is_told_the_longest() {
    Asked asked = on.park(holding(after(on.start(), THREAD), Duration.ofSeconds(56)));
    on.pass(Duration.ofSeconds(56));
    asked.assertUpToDate();
    assertThat(asked.advice()).isEqualTo(new PollAnswer.Advice(Duration.ofSeconds(55), null));
  }

  @Test
  void a_hold_at_the_cap_needs_no_advice() {
    on.publish(THREAD, "{}");
    Asked asked = on.poll(holding(after(on.start(), THREAD), Duration.ofSeconds(55)));
    assertThat(asked.answer().advice()).isNull();
  }

  // Ended by others

  @Test
  void a_drained_poll_keeps_its_cursor_and_is_told_when_to_come_back() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.publish(USER, "{}");
    on.hub.drain(1);
    on.answers.runAll();
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start());
    assertPause(asked);
    assertThat(on.poller.isDraining()).isTrue();
  }

  @Test
  void a_parked_poll_that_is_sent_away_is_answered_on_the_spot_and_once() {
    Asked asked = on.park(after(on.start(), THREAD));
    asked.sendAway();
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start());
    assertPause(asked);
    asked.sendAway();
    on.assertNothingLeft();
  }

  @Test
  void a_poll_that_is_being_answered_is_not_sent_away_as_well() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.publish(THREAD, "{\"n\":1}");
    on.answers.runAll();
    asked.sendAway();
    assertThat(asked.data()).containsExactly("{\"n\":1}");
  }

  @Test
  void a_draining_node_still_answers_what_it_has_and_refuses_to_park() {
    on.hub.drain(1);
    Asked quiet = on.poll(after(on.start(), THREAD));
    quiet.assertUpToDate();
    assertThat(quiet.cursor()).isEqualTo(on.start());
    assertPause(quiet);
    on.publish(THREAD, "{\"n\":1}");
    assertThat(on.poll(after(on.start(), THREAD)).data()).containsExactly("{\"n\":1}");
  }

  @Test
  void a_poll_that_is_woken_for_nothing_in_a_drain_is_not_parked_again() {
    Asked asked = on.park(after(on.start(), THREAD));
    on.hub.drain(0);
    wakeAllNow();
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start());
    assertPause(asked);
  }

  @Test
  void a_full_node_keeps_the_cursor_and_asks_for_a_pause() {
    for (int i = 0; i < 3; i++) {
      on.park(after(on.start(), THREAD));
    }
    Asked refused = on.poll(after(on.start(), THREAD));
    refused.assertUpToDate();
    assertThat(refused.cursor()).isEqualTo(on.start());
    // Longer than for a drain: there is room when others have gone, and not sooner.
    assertThat(refused.advice().pause())
        .isBetween(Duration.ofSeconds(15), PollLimits.DEFAULT.fullPause());
  }

  @Test
  void a_newer_poll_of_the_same_client_ends_the_older_one_with_its_cursor_and_a_pause() {
    Asked older = on.park(as("phone", after(on.start(), THREAD)));
    Asked stranger = on.park(as("laptop", after(on.start(), THREAD)));
    on.publish(USER, "{}");
    Asked newer = on.poll(as("phone", after(on.start(), THREAD)));
    on.answers.runAll();
    older.assertUpToDate();
    assertThat(older.cursor()).isEqualTo(on.start());
    assertPause(older);
    assertThat(newer.isAnswered()).isFalse();
    assertThat(stranger.isAnswered()).isFalse();
    assertThat(on.hub.parkedCount()).isEqualTo(2);
  }

  @Test
  void pauses_are_spread_between_a_tenth_of_a_second_and_the_drain_pause() {
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      pauses.add(on.poller.pause());
    }
    assertThat(pauses)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofSeconds(5)));
    assertThat(pauses.stream().distinct().count()).isGreaterThan(100);
  }

  // Forbidden channels

  @Test
  void what_may_not_be_read_is_said_at_once_and_the_rest_is_answered_with_it() {
    Position position = on.publish(THREAD, "{\"n\":1}");
    Asked asked = on.poll(forbidding(after(on.start(), THREAD), USER));
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(USER, Replay.Reason.FORBIDDEN));
    assertThat(asked.data()).containsExactly("{\"n\":1}");
    assertThat(asked.cursor()).isEqualTo(on.start().at(position));
  }

  @Test
  void a_poll_with_a_forbidden_channel_does_not_wait() {
    Asked asked = on.poll(forbidding(after(on.start(), THREAD), USER));
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(USER, Replay.Reason.FORBIDDEN));
    on.assertNothingLeft();
  }

  @Test
  void forbidden_and_other_resets_are_told_together() {
    Cursor ahead = on.start().at(new Position(Long.MAX_VALUE, 0));
    assertThat(on.poll(forbidding(after(ahead, THREAD), USER)).reset().reasons())
        .isEqualTo(Map.of(USER, Replay.Reason.FORBIDDEN, THREAD, Replay.Reason.AHEAD));
  }

  @Test
  void a_poll_whose_channels_are_all_forbidden_keeps_its_cursor() {
    Asked asked = on.poll(forbidding(after(on.start()), USER));
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(USER, Replay.Reason.FORBIDDEN));
    assertThat(asked.cursor()).isEqualTo(on.start());
  }

  private void wakeAllNow() {
    on.hub.wakeAll();
    on.answers.runAll();
  }

  private static void assertPause(Asked asked) {
    assertThat(asked.advice().hold()).isNull();
    assertThat(asked.advice().pause()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
  }

  /** How long polls were really held, to the tick, one after the other. */
  private List<Duration> holds(Duration asked, int count) {
    List<Duration> holds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long from = on.ticker.nanos();
      Asked held = on.park(holding(after(on.start(), THREAD), asked));
      on.pass(Duration.ofSeconds(asked.compareTo(HOLD) > 0 ? 44 : 22));
      while (!held.isAnswered()) {
        on.pass(TICK);
      }
      holds.add(Duration.ofNanos(on.ticker.nanos() - from));
    }
    return holds;
  }
}
