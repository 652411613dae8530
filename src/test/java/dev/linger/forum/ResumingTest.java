package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where clients go on that can store nothing, wherever the server keeps it. */
@ParameterizedClass
@EnumSource(ForumLog.Place.class)
class ResumingTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");
  private static final ResumeStore.Client PHONE = new ResumeStore.Client("7", "phone");

  private final ForumLog on;

  /** Two nodes of one log. */
  private final Resuming resuming;

  private final Resuming other;

  ResumingTest(ForumLog.Place place) {
    on = place.open();
    resuming = new Resuming(on.log, on.stores.resumes());
    other = new Resuming(on.log, on.stores.resumes());
  }

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void who_has_not_been_here_begins_now_and_from_then_on_there() throws Exception {
    Cursor first = on.now();
    assertThat(resuming.start(PHONE)).isNull();
    event();

    assertThat(other.start(PHONE)).as("the first answer may have been lost").isEqualTo(first);
  }

  @Test
  void only_what_a_poll_has_carried_moves_the_position() throws Exception {
    resuming.start(PHONE);
    Cursor proved = event();
    event();
    resuming.proved(PHONE, proved);

    assertThat(resuming.start(PHONE)).isEqualTo(proved);
    assertThat(resuming.start(PHONE)).as("asking moves nothing").isEqualTo(proved);
  }

  @Test
  void another_node_knows_it_after_the_next_flush_and_before_that_an_older_place()
      throws Exception {
    Cursor first = on.now();
    resuming.start(PHONE);
    Cursor proved = event();
    resuming.proved(PHONE, proved);
    assertThat(other.start(PHONE)).isEqualTo(first);
    resuming.flush();
    assertThat(other.start(PHONE)).isEqualTo(proved);
  }

  @Test
  void the_position_moves_forward_only() throws Exception {
    Cursor first = event();
    Cursor second = event();
    resuming.proved(PHONE, second);
    resuming.flush();
    other.proved(PHONE, first);
    other.flush();
    assertThat(resuming.start(PHONE)).isEqualTo(second);
    resuming.proved(PHONE, first);
    assertThat(resuming.start(PHONE)).isEqualTo(second);
  }

  /**
   * The first is proved at one node, and before that has stored what it gathered, the client loads
   * its page at another: that one must not take it for a new client, that begins now.
   */
  @Test
  void who_begins_with_a_cursor_has_a_position_at_once_at_every_node() throws Exception {
    Cursor proved = event();
    resuming.proved(PHONE, proved);
    event();
    assertThat(other.start(PHONE)).isEqualTo(proved);
    assertThat(resuming.start(PHONE)).isEqualTo(proved);
  }

  @Test
  void keys_and_users_do_not_touch_each_other() throws Exception {
    resuming.proved(PHONE, event());
    resuming.flush();
    assertThat(resuming.start(new ResumeStore.Client("7", "desk"))).isNull();
    assertThat(resuming.start(new ResumeStore.Client("8", "phone"))).isNull();
  }

  @Test
  void a_cursor_of_another_life_or_from_ahead_proves_nothing() throws Exception {
    Cursor proved = event();
    resuming.proved(PHONE, proved);
    resuming.proved(PHONE, new Cursor(new Epoch("foreign"), proved.position()));
    resuming.proved(PHONE, proved.at(new Position(proved.position().millis() + 3_600_000, 0)));
    resuming.flush();
    assertThat(other.start(PHONE)).isEqualTo(proved);
  }

  @Test
  void a_position_of_a_life_that_is_over_gives_way_to_one_of_the_present() throws Exception {
    Cursor now = event();
    Cursor later = now.at(new Position(now.position().millis() + 3_600_000, 0));
    on.stores.resumes().move(Map.of(PHONE, new Cursor(new Epoch("past"), later.position())));
    assertThat(resuming.start(PHONE)).as("so that the client is told").isNotEqualTo(now);
    resuming.proved(PHONE, now);
    resuming.flush();
    assertThat(other.start(PHONE)).isEqualTo(now);
  }

  @Test
  void a_user_has_a_bounded_number_of_keys_and_the_oldest_goes_first() throws Exception {
    for (int i = 0; i <= ResumeStore.MAX_KEYS; i++) {
      resuming.proved(new ResumeStore.Client("7", "key" + i), event());
      resuming.flush();
    }
    assertThat(other.start(new ResumeStore.Client("7", "key1"))).isNotNull();
    assertThat(other.start(new ResumeStore.Client("7", "key0"))).isNull();
  }

  @Test
  void a_key_has_1_to_64_characters() {
    assertThatThrownBy(() -> new ResumeStore.Client("7", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ResumeStore.Client("7", "x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A position is never beyond what was proved, and once flushed it is exactly that. */
  @Test
  void in_any_interleaving_of_two_nodes_nothing_is_left_out() throws Exception {
    long seed = Long.getLong("linger-test.seed", System.nanoTime());
    System.out.println("ResumingTest: seed " + seed + " (repeat with -Dlinger-test.seed)");
    Random random = new Random(seed);
    Map<ResumeStore.Client, Cursor> proved = new HashMap<>();
    Cursor newest = event();
    for (int step = 0; step < 400; step++) {
      Resuming node = random.nextBoolean() ? resuming : other;
      ResumeStore.Client client =
          new ResumeStore.Client("user" + random.nextInt(3), "key" + random.nextInt(3));
      int dice = random.nextInt(10);
      if (dice < 3) {
        newest = event();
      } else if (dice < 6) {
        node.proved(client, newest);
        proved.put(client, newest);
      } else if (dice < 7) {
        node.flush();
      } else if (proved.containsKey(client)) {
        @Nullable Cursor start = node.start(client);
        Cursor most = proved.get(client);
        assertThat(start == null || !start.position().isAfter(most.position()))
            .as("seed " + seed)
            .isTrue();
      }
    }
    resuming.flush();
    other.flush();
    for (var each : proved.entrySet()) {
      assertThat(other.start(each.getKey())).as("seed " + seed).isEqualTo(each.getValue());
    }
  }

  /** Stores something, waits until this node can read it, and gives the cursor behind it. */
  private Cursor event() throws Exception {
    on.passTime(Duration.ofMillis(1));
    Position position = on.publish(new Draft(THREAD, Kind.DURABLE, "{}", null));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> !position.isAfter(on.now().position()));
    return on.now().at(position);
  }
}
