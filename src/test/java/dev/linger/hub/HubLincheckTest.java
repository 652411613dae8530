package dev.linger.hub;

import static dev.linger.support.Race.atOnce;
import static dev.linger.support.Race.check;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.hub.HubTwin.Without;
import dev.linger.support.Race;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The races of parking, waking, deadlines and drains. Every scenario runs on the real hub, where it
 * must hold, and on a twin with the one step left out that it stands guard over, where it must
 * break.
 */
class HubLincheckTest {

  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");
  private static final Position FIVE = new Position(5, 0);

  /** Makes the hub of one run. */
  private interface Rooms {
    WaitingRoom room(int capacity);
  }

  @Test
  void whoever_ends_a_waiter_it_is_told_once() {
    Race.holds(() -> endsOnce(real()));
  }

  @Test
  void without_a_single_winner_a_waiter_is_told_twice() {
    Race.breaks(() -> endsOnce(without(Without.SINGLE_WINNER)), "told once");
  }

  /**
   * Hunts: the second read has found an answer and sees that the waiter has not ended; the
   * deadlines see it too; both end it, and one client gets two answers.
   */
  private static void endsOnce(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked parked = new Parked(null, A);
    room.park(parked.waiter);
    atOnce(
        () -> {
          if (room.claim(parked.waiter, Outcome.ANSWERED)) {
            parked.told.add(Outcome.ANSWERED);
          }
        },
        room::endDue);
    check(parked.told.size() == 1, () -> "told once, not " + parked.told);
    check(room.holdsNothing(), () -> "something is left");
  }

  @Test
  void nobody_is_parked_past_a_drain() {
    Race.holds(() -> drains(real()));
  }

  @Test
  void without_the_second_look_somebody_is_parked_past_a_drain() {
    Race.breaks(() -> drains(without(Without.SECOND_LOOK_AT_DRAINING)), "slept through the drain");
  }

  /**
   * Hunts: parking sees that nobody drains; the drain begins and finds nobody parked; parking
   * indexes its waiter, which now sleeps while the node goes away.
   */
  private static void drains(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked parked = new Parked(null, A);
    Queue<Hub.Parking> answer = new ConcurrentLinkedQueue<>();
    atOnce(() -> answer.add(room.park(parked.waiter)), room::drain);
    boolean refused = answer.contains(Hub.Parking.DRAINING);
    check(parked.told.size() == (refused ? 0 : 1), () -> "slept through the drain");
    check(room.holdsNothing(), () -> "something is left");
  }

  @Test
  void what_is_ended_while_it_is_being_indexed_leaves_nothing_behind() {
    Race.holds(() -> endsWhileIndexed(real()));
  }

  @Test
  void without_forgetting_it_after_indexing_it_stays_for_ever() {
    Race.breaks(
        () -> endsWhileIndexed(without(Without.FORGETTING_AFTER_INDEXING)), "something is left");
  }

  /**
   * Hunts: parking enters the waiter in channel a; a's event ends it, and clears both channels;
   * parking goes on and enters it in channel b, where nobody will ever take it out.
   */
  private static void endsWhileIndexed(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked parked = new Parked("phone", A, B);
    atOnce(() -> room.park(parked.waiter), () -> room.advanced(A, FIVE));
    if (parked.told.isEmpty()) {
      check(room.parkedCount() == 1, () -> "neither told nor parked");
      check(room.claim(parked.waiter, Outcome.ANSWERED), () -> "not told, yet ended");
    }
    check(room.holdsNothing(), () -> "something is left");
  }

  @Test
  void of_two_polls_of_one_client_one_ends_the_other() {
    Race.holds(() -> supersedes(real()));
  }

  @Test
  void without_forgetting_it_after_indexing_the_older_poll_stays_for_ever() {
    Race.breaks(() -> supersedes(without(Without.FORGETTING_AFTER_INDEXING)), "something is left");
  }

  /**
   * Hunts: the first notes its client; the second finds it there and ends it, which clears nothing
   * yet; the first goes on and indexes itself.
   */
  private static void supersedes(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked one = new Parked("phone", A);
    Parked other = new Parked("phone", A);
    atOnce(() -> room.park(one.waiter), () -> room.park(other.waiter));
    check(one.told.size() + other.told.size() == 1, () -> "one of them is told");
    check(room.parkedCount() == 1, () -> "and the other one parked");
    room.drain();
    check(one.told.size() == 1 && other.told.size() == 1, () -> "both are told once");
    check(room.holdsNothing(), () -> "something is left");
  }

  @Test
  void a_poll_that_parks_anew_is_not_ended_by_itself() {
    Race.holds(() -> parksAnew(real()));
  }

  @Test
  void without_noting_the_client_first_a_poll_that_parks_anew_is_ended_by_itself() {
    Race.breaks(() -> parksAnew(without(Without.CLIENT_FIRST)), "ended by itself");
  }

  /**
   * Hunts: parking indexes the waiter; an event ends it, its poll finds nothing to say and parks
   * anew; parking goes on, notes the client, finds the same poll's new waiter and takes it for an
   * older poll.
   */
  private static void parksAnew(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked again = new Parked("phone", A);
    Waiter first =
        new Waiter(
            List.of(A), Position.ZERO, 0, new Client("phone", 0), how -> room.park(again.waiter));
    atOnce(() -> room.park(first), () -> room.advanced(A, FIVE));
    check(again.told.isEmpty(), () -> "ended by itself");
    check(room.parkedCount() == 1, () -> "parked once");
    room.drain();
    check(room.holdsNothing(), () -> "something is left");
  }

  @Test
  void a_client_that_goes_while_a_full_node_refuses_it_is_counted_once() {
    Race.holds(() -> refuses(real()));
  }

  @Test
  void without_the_compare_and_set_a_refused_client_that_goes_is_counted_twice() {
    Race.breaks(() -> refuses(without(Without.COUNTING_REFUSALS_ONCE)), "counted once");
  }

  /**
   * Hunts: parking counts the waiter and finds the hub full; the client goes, and that end is
   * counted; parking takes back its count, and the hub has room that is not there.
   */
  private static void refuses(Rooms rooms) {
    WaitingRoom room = rooms.room(0);
    Parked parked = new Parked(null, A);
    atOnce(() -> room.park(parked.waiter), () -> room.claim(parked.waiter, Outcome.GONE));
    check(room.parkedCount() == 0, () -> "counted once, not " + room.parkedCount());
  }

  @Test
  void a_client_that_goes_while_it_is_parked_is_nobodys_any_more() {
    Race.holds(() -> counts(real()));
  }

  @Test
  void without_noting_first_whose_it_is_a_client_that_goes_is_counted_for_ever() {
    Race.breaks(() -> counts(without(Without.NOTING_THE_HOLDER_FIRST)), "counted for ever");
  }

  /**
   * Hunts: parking finds that its user may have one more; the client goes, and is taken off a count
   * that it was never in; or parking sees that it has not gone, it goes, and parking counts it.
   */
  private static void counts(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked parked = new Parked(null, new Holder("ada", null), A);
    atOnce(() -> room.park(parked.waiter), () -> room.claim(parked.waiter, Outcome.GONE));
    check(room.parkedCount() == 0, () -> "parked");
    check(room.holdsNothing(), () -> "counted for ever");
  }

  @Test
  void of_two_polls_of_a_user_who_may_have_one_at_most_one_is_parked() {
    Race.holds(() -> crowds(real()));
  }

  private static void crowds(Rooms rooms) {
    WaitingRoom room = rooms.room(9);
    Parked one = new Parked(null, new Holder("ada", null), A);
    Parked other = new Parked(null, new Holder("ada", null), A);
    atOnce(() -> room.park(one.waiter), () -> room.park(other.waiter));
    check(room.parkedCount() == 1, () -> "one, not " + room.parkedCount());
    room.drain();
    check(room.holdsNothing(), () -> "something is left");
  }

  @Test
  void a_twin_that_leaves_nothing_out_passes_too() {
    Race.holds(() -> drains(without(Without.NOTHING)));
  }

  private static Rooms real() {
    return capacity -> WaitingRoom.real(() -> 0, new Seats(capacity, 1, 9));
  }

  private static Rooms without(Without step) {
    return capacity -> new HubTwin(step, () -> 0, new Seats(capacity, 1, 9));
  }

  /** A waiter that is due at once, and everything that it was told. */
  private static final class Parked {
    private final Queue<Outcome> told = new ConcurrentLinkedQueue<>();
    private final Waiter waiter;

    private Parked(@Nullable String client, ChannelName... channels) {
      this(client, Holder.NOBODY, channels);
    }

    private Parked(@Nullable String client, Holder holder, ChannelName... channels) {
      waiter =
          new Waiter(
              List.of(channels),
              Position.ZERO,
              0,
              client == null ? null : new Client(client, 0),
              holder,
              told::add);
    }
  }
}
