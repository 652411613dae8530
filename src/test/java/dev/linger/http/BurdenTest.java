package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much of what clients send and do not read a node holds for them. */
class BurdenTest {

  private static final long LARGE = Burden.SMALL_BYTES + 1L;

  @Test
  void large_things_get_in_until_there_is_no_room_and_again_when_there_is() {
    Burden burden = new Burden(2 * LARGE);
    assertThat(burden.take(LARGE, LARGE)).isTrue();
    assertThat(burden.take(LARGE, LARGE)).isTrue();
    assertThat(burden.take(LARGE, LARGE)).isFalse();
    assertThat(burden.held()).isEqualTo(2 * LARGE);
    burden.give(LARGE);
    assertThat(burden.take(LARGE, LARGE)).isTrue();
  }

  @Test
  void small_things_still_get_in_when_large_ones_do_not() {
    Burden burden = new Burden(LARGE);
    assertThat(burden.take(LARGE, LARGE)).isTrue();
    assertThat(burden.take(LARGE, LARGE)).isFalse();
    assertThat(burden.take(1_000, 1_000)).isTrue();
    assertThat(burden.take(LARGE, 1_000)).as("but not without end").isFalse();
  }

  @Test
  void one_that_is_alone_gets_in_however_large_it_is() {
    Burden burden = new Burden(10);
    assertThat(burden.take(LARGE, LARGE)).isTrue();
    assertThat(burden.take(1, 1)).isFalse();
  }

  @Test
  void one_answer_that_many_do_not_read_is_held_once() {
    Unread unread = new Unread(100);
    byte[] body = new byte[60];
    for (int reader = 0; reader < 10; reader++) {
      assertThat(unread.add(body)).isTrue();
    }
    assertThat(unread.held()).isEqualTo(60);
    assertThat(unread.add(new byte[60])).as("the same, but another").isFalse();
    for (int reader = 0; reader < 10; reader++) {
      assertThat(unread.held()).isEqualTo(60);
      unread.remove(body);
    }
    assertThat(unread.held()).isZero();
    assertThat(unread.add(new byte[600])).as("one that is alone").isTrue();
  }
}
