package dev.linger.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.support.FakeTicker;
import dev.linger.support.StepExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {

  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration HOLD = Duration.ofSeconds(25);
  private static final int CAPACITY = 2_000;

  private final FakeTicker ticker = new FakeTicker();
  private final StepExecutor answers = new StepExecutor();
  private final Hub hub = new Hub(ticker, TICK.toNanos(), CAPACITY, answers);

  @AfterEach
  void whatever_happened_once_all_have_ended_the_hub_holds_nothing() {
    hub.drain(Integer.MAX_VALUE);
    answers.runAll();
    assertThat(hub.holdsNothing()).as(hub.toString()).isTrue();
    assertThat(hub).hasToString("Hub[0 of " + CAPACITY + " parked, 0 channels, draining]");
  }

  @Test
  void an_advance_wakes_those_who_are_behind_it_and_nobody_else() {
    Parked behind = park(4, A);
    Parked there = park(5, A);
    Parked elsewhere = park(4, B);
    hub.advanced(A, at(5));
    answers.runAll();
    assertThat(behind.told).containsExactly(Outcome.ADVANCED);
    assertThat(there.told).isEmpty();
    assertThat(elsewhere.told).isEmpty();
    assertThat(hub.parkedCount()).isEqualTo(2);
  }

  @Test
  void what_some_users_wait_with_is_woken_and_nothing_of_others() {
    Parked ada = held(null, "7", "192.0.2.1");
    Parked adaToo = held("phone", "7", "192.0.2.2");
    Parked bo = held(null, "8", "192.0.2.1");
    Parked nobody = held(null, null, "192.0.2.1");
    List.of(ada, adaToo, bo, nobody).forEach(each -> hub.park(each.waiter));
    hub.wake(Set.of("7", "9"));
    answers.runAll();
    assertThat(ada.told).containsExactly(Outcome.ADVANCED);
    assertThat(adaToo.told).containsExactly(Outcome.ADVANCED);
    assertThat(bo.told).isEmpty();
    assertThat(nobody.told).isEmpty();
  }

  @Test
  void whoever_follows_the_log_never_runs_a_poll() {
    Parked parked = park(0, A);
    hub.advanced(A, at(5));
    hub.wakeAll();
    hub.endDue();
    hub.drain(1);
    assertThat(parked.told).as("before an answer thread takes it").isEmpty();
    assertThat(hub.parkedCount()).isEqualTo(1);
    answers.runAll();
    assertThat(parked.told).hasSize(1);
  }

  @Test
  void advances_that_find_the_answer_threads_busy_become_one_task() {
    park(0, A);
    for (int i = 1; i <= 1_000; i++) {
      hub.advanced(A, at(i));
    }
    assertThat(answers.waitingCount()).isEqualTo(1);
  }

  @Test
  void an_advance_after_the_one_that_is_being_carried_out_is_not_forgotten() {
    Parked late = park(7, A);
    hub.advanced(A, at(5));
    answers.runOne();
    hub.advanced(A, at(9));
    answers.runAll();
    assertThat(late.told).containsExactly(Outcome.ADVANCED);
  }

  @Test
  void an_advance_where_nobody_waits_costs_no_task() {
    hub.advanced(A, at(5));
    assertThat(answers.waitingCount()).isZero();
  }

  @Test
  void a_waiter_of_many_channels_leaves_them_all_at_the_moment_it_ends() {
    Parked both = park(0, A, B);
    hub.advanced(A, at(5));
    hub.advanced(B, at(6));
    answers.runAll();
    assertThat(both.told).containsExactly(Outcome.ADVANCED);
    assertThat(hub.holdsNothing()).isTrue();
  }

  @Test
  void a_hold_is_over_when_its_time_has_come_and_not_before() {
    Parked parked = park(0, A);
    ticker.advance(HOLD.minusNanos(1));
    hub.endDue();
    answers.runAll();
    assertThat(parked.told).isEmpty();
    ticker.advance(TICK);
    hub.endDue();
    answers.runAll();
    assertThat(parked.told).containsExactly(Outcome.DUE);
  }

  @Test
  void a_thousand_ends_are_shared_out_in_chunks() {
    List<Parked> thousand = parkMany(1_000);
    hub.advanced(A, at(5));
    answers.runOne();
    assertThat(answers.waitingCount()).isEqualTo(4);
    answers.runAll();
    assertThat(thousand)
        .allSatisfy(each -> assertThat(each.told).containsExactly(Outcome.ADVANCED));
  }

  @Test
  void everybody_is_woken_when_the_log_is_back() {
    List<Parked> many = parkMany(300);
    Parked elsewhere = park(99, B);
    hub.wakeAll();
    answers.runAll();
    assertThat(many).allSatisfy(each -> assertThat(each.told).containsExactly(Outcome.ADVANCED));
    assertThat(elsewhere.told).containsExactly(Outcome.ADVANCED);
  }

  @Test
  void a_drain_goes_in_steps_soonest_first_and_parks_nobody_any_more() {
    Parked first = park(0, A);
    ticker.advance(Duration.ofSeconds(1));
    Parked second = park(0, A);
    assertThat(hub.isDraining()).isFalse();
    hub.drain(1);
    answers.runAll();
    assertThat(first.told).containsExactly(Outcome.DRAINED);
    assertThat(second.told).isEmpty();
    assertThat(hub.isDraining()).isTrue();
    assertThat(hub.park(new Parked(ticker, null, 0, A).waiter)).isEqualTo(Hub.Parking.DRAINING);
    assertThat(hub.drain(1)).as("still parked").isEqualTo(1);
    answers.runAll();
    assertThat(second.told).containsExactly(Outcome.DRAINED);
    assertThat(hub.drain(1)).isZero();
  }

  @Test
  void those_who_wait_in_a_drain_are_still_woken() {
    Parked parked = park(0, A);
    hub.drain(0);
    hub.advanced(A, at(5));
    answers.runAll();
    assertThat(parked.told).containsExactly(Outcome.ADVANCED);
  }

  @Test
  void a_full_hub_refuses_and_has_room_again_when_one_has_ended() {
    List<Parked> all = parkMany(CAPACITY);
    Parked refused = new Parked(ticker, null, 0, A);
    assertThat(hub.park(refused.waiter)).isEqualTo(Hub.Parking.FULL);
    assertThat(hub.parkedCount()).isEqualTo(CAPACITY);
    hub.claim(all.get(0).waiter, Outcome.GONE);
    park(0, A);
    hub.advanced(A, at(5));
    answers.runAll();
    assertThat(refused.told).as("it was never parked").isEmpty();
  }

  @Test
  void a_user_and_an_address_have_so_many_waiters_and_not_one_more() {
    Hub small = new Hub(ticker, TICK.toNanos(), new Seats(9, 2, 3), answers);
    Parked first = held(null, "ada", "1.1.1.1");
    assertThat(small.park(first.waiter)).isEqualTo(Hub.Parking.PARKED);
    assertThat(small.park(held(null, "ada", "2.2.2.2").waiter)).isEqualTo(Hub.Parking.PARKED);
    assertThat(small.park(held(null, "ada", "3.3.3.3").waiter)).isEqualTo(Hub.Parking.CROWDED);
    assertThat(small.park(held(null, null, "1.1.1.1").waiter)).isEqualTo(Hub.Parking.PARKED);
    assertThat(small.park(held(null, "bob", "1.1.1.1").waiter)).isEqualTo(Hub.Parking.PARKED);
    assertThat(small.park(held(null, "eve", "1.1.1.1").waiter)).isEqualTo(Hub.Parking.CROWDED);
    small.claim(first.waiter, Outcome.GONE);
    assertThat(small.park(held(null, "ada", "1.1.1.1").waiter)).isEqualTo(Hub.Parking.PARKED);
    assertThat(small.parkedCount()).isEqualTo(4);
    small.drain(9);
    answers.runAll();
    assertThat(small.holdsNothing()).as("nobody is counted any more").isTrue();
  }

  @Test
  void a_newer_poll_of_a_client_takes_the_place_of_the_older_one_where_there_is_no_other() {
    Hub small = new Hub(ticker, TICK.toNanos(), new Seats(2, 1, 9), answers);
    Parked older = held("phone", "ada", "1.1.1.1");
    small.park(older.waiter);
    small.park(held(null, "bob", "1.1.1.1").waiter);
    assertThat(small.park(held("tablet", "ada", "1.1.1.1").waiter)).isEqualTo(Hub.Parking.CROWDED);
    assertThat(small.park(held("watch", "eve", "1.1.1.1").waiter)).isEqualTo(Hub.Parking.FULL);
    assertThat(small.park(held("phone", "ada", "1.1.1.1").waiter)).isEqualTo(Hub.Parking.PARKED);
    answers.runAll();
    assertThat(older.told).containsExactly(Outcome.SUPERSEDED);
    assertThat(small.parkedCount()).isEqualTo(2);
    small.drain(9);
    answers.runAll();
    assertThat(small.holdsNothing()).isTrue();
  }

  @Test
  void whoever_goes_before_being_parked_or_refused_is_not_counted_for_ever() {
    Hub small = new Hub(ticker, TICK.toNanos(), new Seats(9, 1, 1), answers);
    for (int i = 0; i < 3; i++) {
      Parked gone = held("phone", "ada", "1.1.1.1");
      small.claim(gone.waiter, Outcome.GONE);
      small.park(gone.waiter);
      assertThat(small.holdsNothing()).isTrue();
    }
    small.park(held("phone", "ada", "1.1.1.1").waiter);
    Parked gone = held("tablet", "ada", "1.1.1.1");
    small.claim(gone.waiter, Outcome.GONE);
    small.park(gone.waiter);
    small.drain(9);
    answers.runAll();
    assertThat(small.holdsNothing()).isTrue();
  }

  @Test
  void a_newer_poll_of_a_client_ends_the_older_one() {
    Parked older = park("phone", A);
    Parked stranger = park("laptop", A);
    Parked newer = park("phone", B);
    answers.runAll();
    assertThat(older.told).containsExactly(Outcome.SUPERSEDED);
    assertThat(stranger.told).isEmpty();
    assertThat(newer.told).isEmpty();
    assertThat(hub.parkedCount()).isEqualTo(2);
  }

  @Test
  void an_older_poll_that_parks_late_does_not_end_the_clients_newer_one_but_itself() {
    Parked older = new Parked(ticker, "phone", 0, A);
    ticker.advance(TICK);
    Parked newer = park("phone", A);
    assertThat(hub.park(older.waiter)).isEqualTo(Hub.Parking.PARKED);
    answers.runAll();
    assertThat(older.told).containsExactly(Outcome.SUPERSEDED);
    assertThat(newer.told).isEmpty();
    assertThat(hub.parkedCount()).isEqualTo(1);
    hub.claim(newer.waiter, Outcome.GONE);
    assertThat(hub.holdsNothing()).as(hub.toString()).isTrue();
  }

  @Test
  void a_client_that_leaves_is_waited_for_no_longer() {
    Parked leaving = park("phone", A);
    Parked staying = park("laptop", A);
    hub.leave("phone");
    hub.leave("nobody");
    answers.runAll();
    assertThat(leaving.told).containsExactly(Outcome.LEFT);
    assertThat(staying.told).isEmpty();
    hub.leave("phone");
    answers.runAll();
    assertThat(leaving.told).hasSize(1);
  }

  @Test
  void the_end_of_an_older_poll_does_not_make_the_hub_forget_the_clients_newer_one() {
    park("phone", A);
    Parked newer = park("phone", A);
    answers.runAll();
    Parked newest = park("phone", A);
    answers.runAll();
    assertThat(newer.told).containsExactly(Outcome.SUPERSEDED);
    assertThat(newest.told).isEmpty();
  }

  @Test
  void who_has_claimed_a_waiter_is_the_only_one_to_end_it() {
    Parked parked = park("phone", A, B);
    hub.advanced(A, at(5));
    hub.wakeAll();
    assertThat(hub.claim(parked.waiter, Outcome.ANSWERED)).isTrue();
    assertThat(hub.claim(parked.waiter, Outcome.GONE)).isFalse();
    assertThat(hub.holdsNothing()).as("at that moment").isTrue();
    hub.end(parked.waiter, Outcome.DRAINED);
    ticker.advance(HOLD.plus(TICK));
    hub.endDue();
    answers.runAll();
    assertThat(parked.told).isEmpty();
  }

  @Test
  void a_waiter_that_was_ended_before_it_was_parked_leaves_nothing_behind() {
    Parked gone = new Parked(ticker, "phone", 0, A, B);
    hub.claim(gone.waiter, Outcome.GONE);
    assertThat(hub.park(gone.waiter)).isEqualTo(Hub.Parking.PARKED);
    assertThat(hub.holdsNothing()).as(hub.toString()).isTrue();
  }

  @Test
  void who_is_told_may_park_anew_at_once() {
    List<Parked> again = new ArrayList<>();
    Waiter waiter =
        new Waiter(
            List.of(A), at(0), due(), new Client("phone", 0), how -> again.add(park("phone", A)));
    hub.park(waiter);
    hub.advanced(A, at(5));
    answers.runAll();
    assertThat(again).singleElement().satisfies(each -> assertThat(each.told).isEmpty());
    assertThat(hub.parkedCount()).isEqualTo(1);
  }

  private Parked park(long after, ChannelName... channels) {
    return park(null, after, channels);
  }

  private Parked park(@Nullable String client, ChannelName... channels) {
    return park(client, 0, channels);
  }

  private Parked park(@Nullable String client, long after, ChannelName... channels) {
    Parked parked = new Parked(ticker, client, after, channels);
    assertThat(hub.park(parked.waiter)).isEqualTo(Hub.Parking.PARKED);
    return parked;
  }

  private List<Parked> parkMany(int count) {
    List<Parked> many = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      many.add(park(0, A));
    }
    return many;
  }

  private long due() {
    return ticker.nanos() + HOLD.toNanos();
  }

  private Parked held(@Nullable String client, @Nullable String user, String address) {
    return new Parked(ticker, client, 0, new Holder(user, address), A);
  }

  private static Position at(long millis) {
    return new Position(millis, 0);
  }

  /** A waiter and everything that it was told. */
  private static final class Parked {
    private final List<Outcome> told = new ArrayList<>();
    private final Waiter waiter;

    private Parked(
        FakeTicker ticker, @Nullable String client, long after, ChannelName... channels) {
      this(ticker, client, after, Holder.NOBODY, channels);
    }

    private Parked(
        FakeTicker ticker,
        @Nullable String client,
        long after,
        Holder holder,
        ChannelName... channels) {
      long dueNanos = ticker.nanos() + HOLD.toNanos();
      waiter =
          new Waiter(
              List.of(channels),
              at(after),
              dueNanos,
              client == null ? null : new Client(client, ticker.nanos()),
              holder,
              told::add);
    }
  }
}
