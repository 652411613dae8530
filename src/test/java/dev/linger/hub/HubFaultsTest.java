package dev.linger.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.support.FakeTicker;
import dev.linger.support.StepExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients that go, and polls that fail, must not do to the others. */
class HubFaultsTest {

  private static final ChannelName A = new ChannelName("a");

  /** Held here, because the logging system lets go of a logger and its level otherwise. */
  private static final Logger HUB_LOGGER = Logger.getLogger(Hub.class.getName());

  private final FakeTicker ticker = new FakeTicker();
  private final StepExecutor answers = new StepExecutor();
  private final List<Outcome> told = new ArrayList<>();

  @BeforeEach
  void what_is_planted_is_not_logged() {
    HUB_LOGGER.setLevel(Level.OFF);
  }

  @AfterEach
  void everything_else_is() {
    HUB_LOGGER.setLevel(null);
  }

  @Test
  void a_client_that_goes_after_it_was_refused_does_not_make_room_that_is_not_there() {
    Hub hub = hub(1);
    hub.park(waiter());
    for (int i = 0; i < 10; i++) {
      Waiter refused = waiter();
      assertThat(hub.park(refused)).isEqualTo(Hub.Parking.FULL);
      assertThat(hub.claim(refused, Outcome.GONE)).isFalse();
    }
    assertThat(hub.parkedCount()).isEqualTo(1);
  }

  @Test
  void a_client_that_goes_before_it_is_refused_does_not_make_room_either() {
    Hub hub = hub(0);
    Waiter gone = waiter();
    hub.claim(gone, Outcome.GONE);
    hub.park(gone);
    assertThat(hub.parkedCount()).isZero();
    hub.drain(1);
    Waiter late = waiter();
    hub.claim(late, Outcome.GONE);
    assertThat(hub.park(late)).isEqualTo(Hub.Parking.DRAINING);
    assertThat(hub.drain(1)).as("what a drain waits for").isZero();
  }

  @Test
  void a_client_that_goes_after_a_draining_node_refused_it_is_not_counted() {
    Hub hub = hub(1);
    hub.drain(1);
    Waiter refused = waiter();
    hub.park(refused);
    hub.claim(refused, Outcome.GONE);
    assertThat(hub.parkedCount()).isZero();
  }

  @Test
  void a_poll_that_stumbles_does_not_take_the_hold_of_the_others() {
    Hub hub = withOneThatStumbles();
    ticker.advance(Duration.ofSeconds(2));
    hub.endDue();
    answers.runAll();
    assertThat(told).hasSize(100).containsOnly(Outcome.DUE);
    assertThat(hub.holdsNothing()).isTrue();
  }

  @Test
  void a_poll_that_stumbles_does_not_let_the_others_sleep_through_an_event() {
    Hub hub = withOneThatStumbles();
    hub.advanced(A, new Position(1, 0));
    answers.runAll();
    assertThat(told).hasSize(100).containsOnly(Outcome.ADVANCED);
    assertThat(hub.holdsNothing()).isTrue();
  }

  /** A hundred waiters, and one among them that throws whatever it is told. */
  private Hub withOneThatStumbles() {
    Hub hub = hub(101);
    for (int i = 0; i < 50; i++) {
      hub.park(waiter());
    }
    hub.park(
        new Waiter(
            List.of(A),
            Position.ZERO,
            due(),
            null,
            how -> {
              throw new IllegalStateException("planted");
            }));
    for (int i = 0; i < 50; i++) {
      hub.park(waiter());
    }
    return hub;
  }

  private Hub hub(int capacity) {
    return new Hub(ticker, 1_000, capacity, answers);
  }

  private Waiter waiter() {
    return new Waiter(List.of(A), Position.ZERO, due(), null, told::add);
  }

  private long due() {
    return ticker.nanos() + Duration.ofSeconds(1).toNanos();
  }
}
