package dev.linger.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaiterIndexTest {

  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");

  private final WaiterIndex index = new WaiterIndex();

  @Test
  void a_channel_that_nobody_waits_for_needs_no_wake_up_and_takes_no_memory() {
    assertThat(index.advance(A, at(5))).isFalse();
    assertThat(index.takeBehind(A)).isEmpty();
    assertThat(index.channelCount()).isZero();
  }

  @Test
  void only_those_who_are_behind_are_woken() {
    Waiter behind = waiter(4, A);
    Waiter there = waiter(5, A);
    Waiter ahead = waiter(6, A);
    List.of(behind, there, ahead).forEach(index::add);
    assertThat(index.advance(A, at(5))).isTrue();
    assertThat(index.takeBehind(A)).containsExactly(behind);
  }

  @Test
  void other_channels_are_left_alone() {
    index.add(waiter(0, B));
    assertThat(index.advance(A, at(5))).isFalse();
    assertThat(index.takeBehind(B)).isEmpty();
  }

  @Test
  void advances_before_the_wake_up_are_one_wake_up() {
    Waiter waiter = waiter(0, A);
    index.add(waiter);
    assertThat(index.advance(A, at(1))).isTrue();
    assertThat(index.advance(A, at(2))).isFalse();
    assertThat(index.takeBehind(A)).containsExactly(waiter);
    assertThat(index.advance(A, at(3))).as("the next one after it").isTrue();
  }

  @Test
  void an_advance_that_is_told_late_does_not_move_a_channel_back() {
    Waiter waiter = waiter(5, A);
    index.add(waiter);
    index.advance(A, at(9));
    index.advance(A, at(3));
    assertThat(index.takeBehind(A)).containsExactly(waiter);
  }

  @Test
  void a_waiter_leaves_every_channel_and_takes_the_memory_with_it() {
    Waiter both = waiter(0, A, B);
    Waiter other = waiter(0, B);
    index.add(both);
    index.add(other);
    assertThat(index.channelCount()).isEqualTo(2);
    index.remove(both);
    assertThat(index.channelCount()).isEqualTo(1);
    index.advance(B, at(1));
    assertThat(index.takeBehind(B)).containsExactly(other);
    index.remove(other);
    assertThat(index.channelCount()).isZero();
  }

  @Test
  void who_waits_anew_is_not_woken_by_what_its_channel_had_before() {
    Waiter first = waiter(0, A);
    index.add(first);
    index.advance(A, at(9));
    index.remove(first);
    index.add(waiter(0, A));
    // It is the second read's task to find 9.
    assertThat(index.takeBehind(A)).isEmpty();
  }

  private static Position at(long millis) {
    return new Position(millis, 0);
  }

  private static Waiter waiter(long after, ChannelName... channels) {
    return new Waiter(List.of(channels), at(after), 0, null, how -> {});
  }
}
