package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.ReadLimit;
import dev.linger.log.Retention;
import dev.linger.publish.PublishLimits;
import dev.linger.publish.Publisher;
import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is typing, with time in the test's hand. */
class TypingTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");
  private static final ChannelName OTHER = new ChannelName("thread:43");
  private static final Epoch EPOCH = new Epoch("e1");

  private final FakeTicker ticker = new FakeTicker();
  private long nowMillis = 1_000_000;
  private final MemoryEventLog log =
      new MemoryEventLog(
          Retention.DEFAULT,
          EPOCH,
          () -> nowMillis,
          new LogListener() {
            @Override
            public void advanced(ChannelName channel, Position position) {}

            @Override
            public void resumed() {}
          });
  private final Typing typing =
      new Typing(new Publisher(log, new PublishLimits(10, 1_000)), ticker);

  @Test
  void a_person_who_types_is_told_to_the_thread_once_in_two_seconds() throws Exception {
    for (int i = 0; i < 39; i++) {
      typing.typed("ada", THREAD, "{}");
      ticker.advance(Duration.ofMillis(100));
    }
    assertThat(told()).hasSize(2);
    ticker.advance(Duration.ofMillis(100));
    typing.typed("ada", THREAD, "{}");
    assertThat(told()).hasSize(3);
  }

  @Test
  void two_people_and_two_threads_are_told_apart() throws Exception {
    typing.typed("ada", THREAD, "{}");
    typing.typed("bo", THREAD, "{}");
    typing.typed("ada", OTHER, "{}");
    assertThat(told()).hasSize(3);
  }

  @Test
  void after_five_seconds_nobody_is_told_any_more() throws Exception {
    typing.typed("ada", THREAD, "{}");
    nowMillis += 4_999;
    assertThat(told()).hasSize(1);
    nowMillis += 2;
    assertThat(told()).isEmpty();
  }

  @Test
  void who_stopped_typing_is_forgotten_when_there_are_many() throws Exception {
    for (int i = 0; i < Typing.MAX_REMEMBERED + 10; i++) {
      typing.typed("user " + i, THREAD, "{}");
    }
    assertThat(typing.remembered()).isEqualTo(Typing.MAX_REMEMBERED);
    ticker.advance(Typing.INTERVAL);
    typing.typed("somebody else", OTHER, "{}");
    assertThat(typing.remembered()).isEqualTo(1);
  }

  private List<Event> told() {
    Replay replay =
        log.read(
            new Cursor(EPOCH, Position.ZERO), List.of(THREAD, OTHER), new ReadLimit(100, 1 << 20));
    return replay instanceof Replay.Events some ? some.events() : List.of();
  }
}
