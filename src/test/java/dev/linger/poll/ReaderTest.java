package dev.linger.poll;

import static dev.linger.poll.PollFixture.HOLD;
import static dev.linger.poll.PollFixture.THREAD;
import static dev.linger.poll.PollFixture.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.poll.PollFixture.Asked;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A poll's answer is made for its reader, by the rights of the moment in which it is made. */
class ReaderTest {

  private static final String FOR_ME = "{\"n\":\"for me\"}";
  private static final String HIDDEN = "{\"n\":\"hidden\"}";

  private final PollFixture on = new PollFixture();
  private final Rights rights = new Rights();

  @AfterEach
  void whatever_happened_a_drained_hub_holds_nothing() {
    on.hub.drain(Integer.MAX_VALUE);
    on.assertNothingLeft();
  }

  @Test
  void what_is_for_others_is_not_told_in_the_catch_up() {
    on.publish(THREAD, HIDDEN);
    on.publish(THREAD, FOR_ME);
    on.publish(THREAD, HIDDEN);
    assertThat(on.poll(request(on.start(), 100)).data()).containsExactly(FOR_ME);
  }

  @Test
  void what_is_for_others_wakes_nobody_to_an_empty_answer() {
    Asked asked = on.park(request(on.start(), 100));
    on.publish(THREAD, HIDDEN);
    assertThat(asked.isAnswered()).isFalse();
    assertThat(on.hub.parkedCount()).isEqualTo(1);
    on.publish(THREAD, FOR_ME);
    assertThat(asked.data()).containsExactly(FOR_ME);
  }

  @Test
  void the_cursor_moves_past_what_is_for_others() {
    Position hidden = on.publish(THREAD, HIDDEN);
    Asked asked = on.park(request(on.start(), 100));
    on.passHold();
    asked.assertUpToDate();
    assertThat(asked.cursor()).isEqualTo(on.start().at(hidden));
  }

  @Test
  void the_latest_events_are_given_without_those_for_others() {
    on.publish(THREAD, FOR_ME);
    on.publish(THREAD, HIDDEN);
    PollRequest latest =
        new PollRequest(List.of(THREAD), List.of(), null, HOLD, 100, 10, null, rights);
    assertThat(on.poll(latest).data()).containsExactly(FOR_ME);
  }

  @Test
  void behind_a_page_full_of_what_is_for_others_the_next_page_is_looked_at() {
    for (int i = 0; i < 10; i++) {
      on.publish(THREAD, HIDDEN);
    }
    on.publish(THREAD, FOR_ME);
    assertThat(on.poll(request(on.start(), 1)).data()).containsExactly(FOR_ME);
  }

  @Test
  void an_answer_reads_over_so_much_for_others_and_then_says_how_far_it_got() {
    for (int i = 0; i < 100; i++) {
      on.publish(THREAD, HIDDEN);
    }
    on.publish(THREAD, FOR_ME);
    Cursor cursor = on.start();
    for (int polls = 1; ; polls++) {
      Asked asked = on.poll(request(cursor, 1));
      assertThat(asked.cursor().position().isAfter(cursor.position())).isTrue();
      cursor = asked.cursor();
      if (!asked.data().isEmpty()) {
        assertThat(polls).isBetween(3, 10);
        assertThat(asked.data()).containsExactly(FOR_ME);
        return;
      }
    }
  }

  @Test
  void a_channel_that_may_no_longer_be_read_is_said_at_the_next_answer() {
    Asked asked = on.park(request(on.start(), 100));
    rights.lost.add(THREAD);
    on.publish(THREAD, FOR_ME);
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(THREAD, Replay.Reason.FORBIDDEN));
    assertThat(asked.reset().events()).as("nothing of it is told").isEmpty();
  }

  @Test
  void when_the_hold_is_over_rights_are_looked_at_as_well() {
    Asked asked = on.park(request(on.start(), 100));
    rights.lost.add(THREAD);
    on.passHold();
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(THREAD, Replay.Reason.FORBIDDEN));
  }

  @Test
  void the_channels_that_may_still_be_read_are_told_beside_it() {
    Asked asked = on.park(request(on.start(), 100, THREAD, USER));
    rights.lost.add(THREAD);
    on.publish(USER, FOR_ME);
    assertThat(asked.reset().reasons()).isEqualTo(Map.of(THREAD, Replay.Reason.FORBIDDEN));
    assertThat(asked.data()).containsExactly(FOR_ME);
  }

  @Test
  void who_is_not_welcome_any_more_gets_no_event_but_a_401() {
    Asked asked = on.park(request(on.start(), 100));
    rights.welcome = false;
    on.publish(THREAD, FOR_ME);
    assertThat(asked.isUnauthorized()).isTrue();
    on.assertNothingLeft();
  }

  @Test
  void who_is_woken_and_not_welcome_any_more_does_not_wait_on() {
    Asked asked = on.park(request(on.start(), 100));
    rights.welcome = false;
    on.hub.wakeAll();
    on.answers.runAll();
    assertThat(asked.isUnauthorized()).isTrue();
  }

  /** Hunts this: the poll looks; the right ends, and all who wait are woken; the poll parks. */
  @Test
  void who_becomes_unwelcome_while_parking_is_told() {
    rights.welcomeSoOften = 1;
    assertThat(on.poll(request(on.start(), 100)).isUnauthorized()).isTrue();
    on.assertNothingLeft();
  }

  @Test
  void a_poll_waits_no_longer_than_what_its_reader_has_shown_is_good() {
    rights.remaining = Duration.ofSeconds(3);
    Asked asked = on.park(request(on.start(), 100));
    on.pass(Duration.ofMillis(2_900));
    assertThat(asked.isAnswered()).isFalse();
    rights.welcome = false;
    on.pass(Duration.ofMillis(200));
    assertThat(asked.isUnauthorized()).isTrue();
  }

  @Test
  void what_is_good_for_centuries_is_good_for_a_hold() {
    rights.remaining = Duration.ofMillis(Long.MAX_VALUE);
    Asked asked = on.park(request(on.start(), 100));
    on.publish(THREAD, FOR_ME);
    assertThat(asked.data()).containsExactly(FOR_ME);
  }

  @Test
  void what_has_ended_before_the_poll_parked_is_told_at_once() {
    rights.remaining = Duration.ofSeconds(-1);
    rights.welcome = false;
    assertThat(on.poll(request(on.start(), 100)).isUnauthorized()).isTrue();
    on.assertNothingLeft();
  }

  private PollRequest request(Cursor cursor, int max, ChannelName... channels) {
    List<ChannelName> all = channels.length == 0 ? List.of(THREAD) : List.of(channels);
    return new PollRequest(all, List.of(), cursor, HOLD, max, 0, null, rights);
  }

  /** Rights that change while a poll waits. */
  private static final class Rights implements Reader {

    private boolean welcome = true;
    private int welcomeSoOften = Integer.MAX_VALUE;
    private @Nullable Duration remaining;
    private final Set<ChannelName> lost = new HashSet<>();

    @Override
    public boolean isWelcome() {
      return welcome && welcomeSoOften-- > 0;
    }

    @Override
    public @Nullable Duration remaining() {
      return remaining;
    }

    @Override
    public boolean mayRead(ChannelName channel) {
      return !lost.contains(channel);
    }

    @Override
    public boolean sees(Event event) {
      return !event.data().equals(HIDDEN);
    }
  }
}
