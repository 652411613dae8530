package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.FakeTicker;
import jakarta.servlet.AsyncEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The moments that real connections seldom hit, one after the other, in front of a container of
 * paper.
 */
class AsyncAnswerTest {

  private static final Duration BODY = Duration.ofSeconds(10);
  private static final Duration READER = Duration.ofSeconds(30);

  private final FakeTicker ticker = new FakeTicker();
  private final Patience patience =
      new Patience(ticker, Duration.ofMillis(50).toNanos(), BODY, READER);
  private final PaperContainer container = new PaperContainer();
  private final AsyncAnswer answer =
      AsyncAnswer.start(container.request(), container.response(), patience, Traffic.uncounted());
  private final List<String> told = new ArrayList<>();

  @Test
  void a_deadline_that_is_told_when_the_body_has_just_come_ends_nothing() {
    answer.expectBody();
    ticker.advance(BODY);

    assertThat(answer.bodyArrived()).isTrue();
    // The thread that watches deadlines had taken it out before.
    answer.giveUp();

    assertThat(container.status).isZero();
    answer.send(Answer.json(200, "{}"));
    assertThat(container.status).isEqualTo(200);
  }

  @Test
  void a_body_that_comes_when_its_client_has_been_told_408_is_not_carried_out() {
    answer.expectBody();
    ticker.advance(BODY.plusMillis(50));
    patience.endDue();

    assertThat(container.status).isEqualTo(408);
    assertThat(answer.bodyArrived()).isFalse();
  }

  @Test
  void a_bodys_deadline_that_is_told_while_the_answer_is_written_does_not_cut_it_off()
      throws IOException {
    answer.expectBody();
    ticker.advance(BODY);
    assertThat(answer.bodyArrived()).isTrue();
    answer.send(Answer.json(200, "{}"));
    container.isReady = false;
    container.writer.onWritePossible();

    answer.giveUp();

    assertThat(container.completions).isZero();
    container.isReady = true;
    container.writer.onWritePossible();
    assertThat(container.written()).isEqualTo("{}");
    assertThat(container.completions).isEqualTo(1);
  }

  @Test
  void a_client_that_does_not_read_is_given_up_when_its_time_is_over() throws IOException {
    answer.send(Answer.json(200, "{}"));
    container.isReady = false;
    container.writer.onWritePossible();

    ticker.advance(READER.minusMillis(1));
    patience.endDue();
    assertThat(container.completions).isZero();
    ticker.advance(Duration.ofMillis(51));
    patience.endDue();

    assertThat(container.completions).isEqualTo(1);
    assertThat(patience.served()).isZero();
  }

  @Test
  void what_a_client_does_not_read_weighs_until_it_has_read_it_or_is_gone() throws IOException {
    answer.send(Answer.json(200, "{}"));
    container.isReady = false;
    container.writer.onWritePossible();
    assertThat(patience.unread().held()).isEqualTo(2);
    container.isReady = true;
    container.writer.onWritePossible();
    assertThat(patience.unread().held()).isZero();
    assertThat(container.completions).isEqualTo(1);
  }

  @Test
  void when_too_much_waits_for_others_who_does_not_read_is_cut_off_at_once() throws IOException {
    Patience poor = new Patience(ticker, 1, BODY, READER, 16);
    byte[] others = new byte[2];
    assertThat(poor.unread().add(others)).isTrue();
    AsyncAnswer late =
        AsyncAnswer.start(container.request(), container.response(), poor, Traffic.uncounted());
    late.send(Answer.json(200, "{}"));
    container.isReady = false;
    container.writer.onWritePossible();
    assertThat(container.completions).isEqualTo(1);
    assertThat(poor.unread().held()).isEqualTo(2);
  }

  @Test
  void whoever_says_whom_to_tell_just_when_the_client_goes_away_is_told() {
    container.whenAskedForCommit = () -> answer.whenGone(() -> told.add("gone"));

    container.events.onError(new AsyncEvent(container.context()));

    assertThat(told).isNotEmpty();
  }

  @Test
  void whoever_says_whom_to_tell_after_the_client_went_away_is_told() {
    container.events.onError(new AsyncEvent(container.context()));

    answer.whenGone(() -> told.add("gone"));

    assertThat(told).containsExactly("gone");
    assertThat(container.status).isEqualTo(503);
  }

  @Test
  void it_is_counted_out_once_however_many_say_that_it_is_over() {
    container.completeFails = true;
    answer.send(Answer.json(200, "{}"));

    container.writer.onError(new IOException("reset"));
    container.events.onError(new AsyncEvent(container.context()));
    container.events.onComplete(new AsyncEvent(container.context()));
    answer.giveUp();
    answer.send(Answer.json(500, "{}"));

    assertThat(patience.served()).isZero();
    assertThat(container.status).isEqualTo(200);
    assertThat(container.completions).isEqualTo(1);
  }

  @Test
  void a_container_that_has_let_go_of_the_response_is_a_client_that_went_away() {
    answer.whenGone(() -> told.add("gone"));
    container.responseFails = true;

    answer.send(Answer.json(200, "{}"));

    assertThat(told).containsExactly("gone");
    assertThat(patience.served()).isZero();
  }

  @Test
  void a_container_that_wants_an_end_is_given_the_answer_whole_before_it_goes_on() {
    container.isReady = false;
    answer.whenTimedOut(() -> answer.send(Answer.json(200, "{}")));

    container.events.onTimeout(new AsyncEvent(container.context()));

    assertThat(container.status).isEqualTo(200);
    assertThat(container.written()).isEqualTo("{}");
    assertThat(container.completions).isPositive();
    assertThat(patience.served()).isZero();
  }

  @Test
  void a_container_that_wants_an_end_while_a_body_is_awaited_is_given_a_problem() {
    answer.expectBody();

    container.events.onTimeout(new AsyncEvent(container.context()));

    assertThat(container.status).isEqualTo(503);
    assertThat(container.written()).contains("\"code\":\"unavailable\"");
    assertThat(answer.bodyArrived()).isFalse();
  }

  @Test
  void when_the_application_is_taken_away_a_small_answer_does_not_wait_for_the_container() {
    container.isReady = false;
    patience.end();

    answer.send(Answer.json(200, "{}"));

    assertThat(container.written()).isEqualTo("{}");
    assertThat(container.completions).isEqualTo(1);
  }
}
