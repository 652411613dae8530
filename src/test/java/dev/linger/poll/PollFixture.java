package dev.linger.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.hub.Hub;
import dev.linger.log.Draft;
import dev.linger.log.LogListener;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.Retention;
import dev.linger.support.FakeTicker;
import dev.linger.support.StepExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A poller on a real hub and the memory log, with time and answer threads in the test's hand. */
final class PollFixture {

  static final ChannelName THREAD = new ChannelName("thread:42");
  static final ChannelName USER = new ChannelName("user:7");
  static final Duration TICK = Duration.ofMillis(50);
  static final Duration HOLD = Duration.ofSeconds(25);

  private static final Epoch EPOCH = new Epoch("e1");
  private static final int CAPACITY = 3;

  final FakeTicker ticker = new FakeTicker();
  final StepExecutor answers = new StepExecutor();
  final Hub hub = new Hub(ticker, TICK.toNanos(), CAPACITY, answers);
  final ScriptedLog log;
  final Poller poller;

  /** The clock of the log. */
  long nowMillis = 1_000_000;

  PollFixture() {
    LogListener listener =
        new LogListener() {
          @Override
          public void advanced(ChannelName channel, Position position) {
            hub.advanced(channel, position);
          }

          @Override
          public void resumed() {
            hub.wakeAll();
          }
        };
    log = new ScriptedLog(new MemoryEventLog(Retention.DEFAULT, EPOCH, () -> nowMillis, listener));
    poller = new Poller(log, hub, ticker, PollLimits.DEFAULT);
  }

  /** The cursor before everything. */
  Cursor start() {
    return new Cursor(EPOCH, Position.ZERO);
  }

  /** A poll that says only what it must. */
  static PollRequest after(@Nullable Cursor cursor, ChannelName... channels) {
    return new PollRequest(
        List.of(channels), List.of(), cursor, HOLD, 100, 0, null, Reader.ANYBODY);
  }

  static PollRequest holding(PollRequest request, Duration hold) {
    return new PollRequest(
        request.channels(),
        request.forbidden(),
        request.cursor(),
        hold,
        request.max(),
        request.last(),
        request.client(),
        Reader.ANYBODY);
  }

  static PollRequest as(String client, PollRequest request) {
    return new PollRequest(
        request.channels(),
        request.forbidden(),
        request.cursor(),
        request.hold(),
        request.max(),
        request.last(),
        client,
        Reader.ANYBODY);
  }

  static PollRequest forbidding(PollRequest request, ChannelName... forbidden) {
    return new PollRequest(
        request.channels(),
        List.of(forbidden),
        request.cursor(),
        request.hold(),
        request.max(),
        request.last(),
        request.client(),
        Reader.ANYBODY);
  }

  /** Polls. */
  Asked poll(PollRequest request) {
    Asked asked = new Asked();
    asked.poll = poller.prepare(request, asked);
    asked.poll.start();
    return asked;
  }

  /** Polls, and sees to it that it waits. */
  Asked park(PollRequest request) {
    int before = hub.parkedCount();
    Asked asked = poll(request);
    assertThat(asked.isAnswered()).isFalse();
    assertThat(hub.parkedCount()).isEqualTo(before + 1);
    return asked;
  }

  /** Publishes; whoever is woken by it has read and answered when this returns. */
  Position publish(ChannelName channel, String data) {
    Position position = append(channel, Kind.DURABLE, data);
    answers.runAll();
    return position;
  }

  /** Publishes; the answer threads have not come to it yet. */
  Position append(ChannelName channel, Kind kind, String data) {
    try {
      return log.append(List.of(new Draft(channel, kind, data, null))).get(0).position();
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets time pass and tells what is due. */
  void pass(Duration time) {
    ticker.advance(time);
    hub.endDue();
    answers.runAll();
  }

  /** Lets time pass until the longest hold that a jittered one can be is over. */
  void passHold() {
    pass(Duration.ofMillis(HOLD.toMillis() * 11 / 10).plus(TICK));
  }

  /** Nobody waits, in no channel. */
  void assertNothingLeft() {
    answers.runAll();
    assertThat(hub.toString()).contains("[0 of " + CAPACITY + " parked, 0 channels");
  }

  /** One poll and everything that it was told. */
  static final class Asked implements PollExchange {

    private final List<PollAnswer> answers = new ArrayList<>();
    private int unavailable;
    private int unauthorized;
    private int crowded;
    @Nullable Poll poll;

    @Override
    public void answer(PollAnswer answer) {
      answers.add(answer);
    }

    @Override
    public void unauthorized() {
      unauthorized++;
    }

    @Override
    public void crowded() {
      crowded++;
    }

    @Override
    public void unavailable(String why) {
      unavailable++;
    }

    boolean isAnswered() {
      int times = answers.size() + unavailable + unauthorized + crowded;
      assertThat(times).as("answered once").isLessThan(2);
      return times > 0;
    }

    boolean isUnavailable() {
      return isAnswered() && unavailable == 1;
    }

    boolean isCrowded() {
      return isAnswered() && crowded == 1;
    }

    boolean isUnauthorized() {
      return isAnswered() && unauthorized == 1;
    }

    void gone() {
      Objects.requireNonNull(poll, "not polled yet").gone();
    }

    void sendAway() {
      Objects.requireNonNull(poll, "not polled yet").sendAway();
    }

    PollAnswer answer() {
      assertThat(isAnswered()).as("answered").isTrue();
      assertThat(answers).hasSize(1);
      return answers.get(0);
    }

    PollAnswer.Advice advice() {
      return Objects.requireNonNull(answer().advice(), "no advice");
    }

    Cursor cursor() {
      return answer().replay().cursor();
    }

    List<String> data() {
      Replay replay = answer().replay();
      if (replay instanceof Replay.Events some) {
        return some.events().stream().map(Event::data).toList();
      }
      return replay instanceof Replay.Reset reset
          ? reset.events().stream().map(Event::data).toList()
          : List.of();
    }

    Replay.Reset reset() {
      assertThat(answer().replay()).isInstanceOf(Replay.Reset.class);
      return (Replay.Reset) answer().replay();
    }

    void assertUpToDate() {
      assertThat(answer().replay()).isInstanceOf(Replay.UpToDate.class);
    }
  }
}
