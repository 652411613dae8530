package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Epoch;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.hub.Hub;
import dev.linger.log.Draft;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.Retention;
import dev.linger.poll.PollLimits;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import dev.linger.poll.Reader;
import dev.linger.support.FakeTicker;
import dev.linger.support.StepExecutor;
import jakarta.servlet.AsyncEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream's minutes, with time in the test's hand, in front of a container of paper. */
class EventStreamTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration HOLD = Duration.ofSeconds(25);
  private static final Duration FIRST_BEAT = Duration.ofMillis(1_100).plus(TICK);
  private static final Duration BEAT = Duration.ofMillis(8_800).plus(TICK);
  private static final Duration READER = Duration.ofSeconds(30);

  private final FakeTicker ticker = new FakeTicker();
  private final StepExecutor answers = new StepExecutor();
  private final Hub hub = new Hub(ticker, TICK.toNanos(), 10, answers);
  private final Patience patience =
      new Patience(ticker, TICK.toNanos(), Duration.ofSeconds(10), READER);
  private final PaperContainer container = new PaperContainer();
  private final AsyncAnswer answer =
      AsyncAnswer.start(container.request(), container.response(), patience, Traffic.uncounted());
  private final MemoryEventLog log =
      new MemoryEventLog(
          Retention.DEFAULT,
          new Epoch("e1"),
          () -> 1_000_000,
          new LogListener() {
            @Override
            public void advanced(ChannelName channel, Position position) {
              hub.advanced(channel, position);
            }

            @Override
            public void resumed() {
              hub.wakeAll();
            }
          });
  private final Poller poller = new Poller(log, hub, ticker, PollLimits.DEFAULT);

  private int seen;
  private int beats;

  @BeforeEach
  void start() throws IOException {
    PollRequest request =
        new PollRequest(List.of(THREAD), List.of(), null, HOLD, 100, 0, "phone", Reader.ANYBODY);
    new EventStream(
            poller, request, answer, new Frames(new PollAnswers()), ticker, true, () -> beats++)
        .start();
    assertThat(container.written()).as("before the container is ready").isEmpty();
    container.writer.onWritePossible();
  }

  @Test
  void it_says_at_once_where_the_client_is_and_how_long_to_wait_when_it_breaks() {
    assertThat(news()).matches("(?s)retry: \\d{3,4}\nid: \\S+\ndata: \\{.*\"events\":\\[\\]}\n\n");
    assertThat(container.flushes).isEqualTo(1);
    assertThat(hub.parkedCount()).isEqualTo(1);
  }

  @Test
  void an_event_is_written_and_flushed_when_it_happens() throws IOException {
    news();
    publish("{\"n\":1}");
    assertThat(news()).matches("(?s)id: \\S+\ndata: \\{.*\"data\":\\{\"n\":1}}]}\n\n");
    assertThat(container.flushes).isEqualTo(2);
    assertThat(hub.parkedCount()).isEqualTo(1);
  }

  @Test
  void in_silence_there_is_a_comment_and_when_the_hold_is_over_a_frame_with_a_cursor() {
    news();
    pass(FIRST_BEAT);
    assertThat(news()).as("soon, for proxies that wait for a second packet").isEqualTo(":\n\n");
    for (int i = 0; i < 2; i++) {
      pass(BEAT);
      assertThat(news()).isEqualTo(":\n\n");
    }
    pass(BEAT);
    assertThat(news()).startsWith("id: ").contains("\"events\":[]");
    pass(BEAT);
    assertThat(news()).isEqualTo(":\n\n");
  }

  @Test
  void with_each_beat_it_is_noted_that_the_client_is_there() {
    assertThat(beats).as("at the start, and when the first frame is written").isEqualTo(2);
    pass(FIRST_BEAT);
    assertThat(beats).isEqualTo(3);
    pass(BEAT);
    assertThat(beats).isEqualTo(4);
  }

  @Test
  void while_the_client_does_not_read_nothing_is_asked_for_it_and_then_all_of_it_at_once()
      throws IOException {
    news();
    container.isReady = false;
    publish("{\"n\":1}");
    publish("{\"n\":2}");
    publish("{\"n\":3}");
    assertThat(news()).isEmpty();
    assertThat(hub.parkedCount()).isZero();
    assertThat(answers.waitingCount()).isZero();

    container.isReady = true;
    container.writer.onWritePossible();
    assertThat(news()).containsSubsequence("{\"n\":1}", "data: ", "{\"n\":2}", "{\"n\":3}");
    assertThat(hub.parkedCount()).isEqualTo(1);
  }

  @Test
  void a_client_that_does_not_read_is_cut_off_when_its_time_is_over() throws IOException {
    container.isReady = false;
    publish("{}");
    ticker.advance(READER.minus(TICK));
    patience.endDue();
    assertThat(container.completions).isZero();
    ticker.advance(TICK.multipliedBy(3));
    patience.endDue();
    assertThat(container.completions).isEqualTo(1);
    assertThat(patience.served()).isZero();
  }

  @Test
  void the_time_to_read_begins_anew_with_every_part() throws IOException {
    for (int i = 0; i < 5; i++) {
      container.isReady = false;
      publish("{}");
      ticker.advance(READER.minus(TICK));
      patience.endDue();
      container.isReady = true;
      container.writer.onWritePossible();
    }
    assertThat(container.completions).isZero();
  }

  @Test
  void after_some_minutes_it_ends_with_a_frame_though_nothing_is_wrong() {
    news();
    for (int i = 0; i < 50 && container.completions == 0; i++) {
      assertThat(i).isLessThan(36);
      news();
      pass(BEAT);
    }
    assertThat(container.completions).isEqualTo(1);
    assertThat(news()).startsWith("id: ").doesNotContain("advice");
    assertThat(hub.parkedCount()).isZero();
  }

  @Test
  void a_node_that_goes_away_says_so_in_a_last_frame() {
    news();
    hub.drain(10);
    answers.runAll();
    assertThat(news()).matches("(?s)retry: \\d+\nid: .*\"advice\":\\{\"pause\":\\d+}}\n\n");
    assertThat(container.completions).isEqualTo(1);
    assertThat(patience.served()).isZero();
  }

  @Test
  void a_client_that_goes_away_while_it_waits_leaves_nothing_behind() {
    container.events.onError(new AsyncEvent(container.context()));
    assertThat(hub.parkedCount()).isZero();
    assertThat(patience.served()).isZero();
  }

  @Test
  void a_client_that_goes_away_while_it_is_written_to_is_not_polled_for_again() throws IOException {
    container.isReady = false;
    publish("{}");
    container.writer.onError(new IOException("reset"));
    container.isReady = true;
    container.writer.onWritePossible();
    assertThat(hub.parkedCount()).isZero();
    assertThat(patience.served()).isZero();
    assertThat(container.completions).isEqualTo(1);
  }

  @Test
  void a_container_that_wants_an_end_is_given_the_last_frame_before_it_goes_on() {
    news();
    container.events.onTimeout(new AsyncEvent(container.context()));
    assertThat(news()).contains("\"advice\":{\"pause\":");
    assertThat(container.completions).isPositive();
    assertThat(hub.parkedCount()).isZero();
  }

  private void publish(String data) {
    log.append(List.of(new Draft(THREAD, Kind.DURABLE, data, null)));
    answers.runAll();
  }

  private void pass(Duration time) {
    ticker.advance(time);
    hub.endDue();
    answers.runAll();
  }

  /** What has been written since the last look. */
  private String news() {
    String all = container.written();
    String news = all.substring(seen);
    seen = all.length();
    return news;
  }
}
