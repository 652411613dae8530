package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.Retention;
import dev.linger.support.FakeTicker;
import dev.linger.support.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What receipts promise, wherever they are kept. */
@ParameterizedClass
@EnumSource(ForumLog.Place.class)
class ReceiptsTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");

  private final ForumLog.Place place;
  private final ForumLog on;
  private final Receipts receipts;

  ReceiptsTest(ForumLog.Place place) {
    this.place = place;
    on = place.open();
    receipts = new Receipts(on.log, on.stores.receipts(), new FakeTicker());
  }

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void a_receipt_is_told_to_the_thread_and_is_in_the_snapshot() throws Exception {
    assertThat(read("7", "Ada", "9")).isTrue();

    assertThat(on.told(THREAD))
        .containsExactly(
            "{\"type\":\"read\",\"threadId\":\"42\",\"userId\":\"7\",\"userName\":\"Ada\",\"postId\":\"9\"}");
    assertThat(on.events(THREAD).get(0).kind()).isEqualTo(new Kind.LatestWins("read:7"));
    assertThat(receipts.latest(THREAD).receipts()).containsExactly(receipt("7", "Ada", "9"));
  }

  @Test
  void a_late_older_one_and_the_same_again_change_nothing() throws Exception {
    assertThat(read("7", "Ada", "10")).isTrue();
    assertThat(read("7", "Ada", "9")).isFalse();
    assertThat(read("7", "Ada", "10")).isFalse();
    assertThat(read("7", "Ada", "00010")).isFalse();

    assertThat(on.told(THREAD)).hasSize(1);
    assertThat(receipts.latest(THREAD).receipts()).containsExactly(receipt("7", "Ada", "10"));
  }

  @Test
  void people_and_threads_do_not_touch_each_other() throws Exception {
    read("7", "Ada", "10");
    read("8", null, "3");
    receipts.read(new ChannelName("thread:43"), "43", receipt("7", "Ada", "1"), Origin.LINGER);

    assertThat(receipts.latest(THREAD).receipts())
        .as("the newest first")
        .containsExactly(receipt("8", null, "3"), receipt("7", "Ada", "10"));
    assertThat(receipts.latest(new ChannelName("thread:43")).receipts())
        .containsExactly(receipt("7", "Ada", "1"));
    assertThat(receipts.latest(new ChannelName("thread:44")).receipts()).isEmpty();
  }

  @Test
  void numbers_of_any_length_and_names_have_the_order_that_post_ids_have() throws Exception {
    List<String> ids =
        List.of(
            "0",
            "9",
            "10",
            "Z",
            "a",
            "zz",
            "9007199254740993",
            "9007199254740994",
            "1" + "0".repeat(63));
    List<String> sorted = ids.stream().map(PostId::new).sorted().map(PostId::value).toList();
    for (String id : sorted) {
      assertThat(read("7", null, id)).as(id).isTrue();
      for (String other : sorted.subList(0, sorted.indexOf(id) + 1)) {
        assertThat(read("7", null, other)).as(other + " after " + id).isFalse();
      }
    }
    assertThat(sorted.subList(0, 6)).containsExactly("0", "9", "Z", "a", "10", "zz");
  }

  @Test
  void a_receipt_for_the_future_is_refused_and_counted() throws Exception {
    post("9");
    post("10");
    post("8");

    assertThatThrownBy(() -> read("7", "Ada", "11")).isInstanceOf(AheadException.class);
    assertThatThrownBy(() -> read("7", "Ada", "z".repeat(40))).isInstanceOf(AheadException.class);
    assertThat(receipts.refused()).isEqualTo(2);
    assertThat(receipts.latest(THREAD).receipts()).isEmpty();
    assertThat(read("7", "Ada", "10")).isTrue();
  }

  @Test
  void what_was_the_future_is_taken_once_the_post_is_there() throws Exception {
    post("9");
    assertThatThrownBy(() -> read("7", "Ada", "10")).isInstanceOf(AheadException.class);
    // More of other things than one look takes in.
    for (int i = 0; i < 50; i++) {
      on.publish(new Draft(THREAD, Kind.DURABLE, "{\"type\":\"post_updated\"}", null));
    }
    post("10");
    for (int i = 0; i < 50; i++) {
      on.publish(new Draft(THREAD, Kind.DURABLE, "{\"type\":\"new_post\",\"post\":7}", null));
    }

    assertThat(read("7", "Ada", "10")).isTrue();
    assertThatThrownBy(() -> read("7", "Ada", "11")).isInstanceOf(AheadException.class);
  }

  @Test
  void where_the_log_knows_no_post_any_receipt_is_taken() throws Exception {
    on.publish(new Draft(THREAD, Kind.DURABLE, "{\"type\":\"post_updated\"}", null));

    assertThat(read("7", "Ada", "1000")).isTrue();
  }

  @Test
  void snapshot_and_events_together_are_complete() throws Exception {
    read("7", "Ada", "1");
    Receipts.Snapshot snapshot = receipts.latest(THREAD);
    read("8", "Bo", "2");

    List<Event> later =
        on.events(THREAD).stream()
            .filter(event -> event.position().isAfter(snapshot.cursor().position()))
            .toList();
    assertThat(snapshot.receipts()).containsExactly(receipt("7", "Ada", "1"));
    assertThat(later).extracting(Event::data).anyMatch(data -> data.contains("\"8\""));
  }

  @Test
  void a_snapshot_tells_of_the_most_recent_and_says_that_there_are_more() throws Exception {
    for (int i = 1; i <= Receipts.MAX_TOLD + 5; i++) {
      read("user" + i, null, "1");
      on.passTime(Duration.ofMillis(2));
    }
    Receipts.Snapshot snapshot = receipts.latest(THREAD);

    assertThat(snapshot.more()).isTrue();
    assertThat(snapshot.receipts()).hasSize(Receipts.MAX_TOLD);
    assertThat(snapshot.receipts().get(0).user()).isEqualTo("user" + (Receipts.MAX_TOLD + 5));
  }

  @Test
  void receipts_go_with_their_channel() throws Exception {
    Retention brief = new Retention(100, 1 << 20, 100, Duration.ofMillis(300), Duration.ofHours(1));
    try (ForumLog other = place.open(brief)) {
      Receipts there = new Receipts(other.log, other.stores.receipts(), new FakeTicker());
      there.read(THREAD, "42", receipt("7", "Ada", "9"), Origin.LINGER);
      other.passTime(Duration.ofMillis(350));

      assertThat(there.latest(THREAD).receipts()).isEmpty();
      assertThat(there.read(THREAD, "42", receipt("7", "Ada", "3"), Origin.LINGER)).isTrue();
    }
  }

  /**
   * Whatever comes in between, marks only grow, and the last event of each person tells of the
   * highest that they have said.
   */
  @Test
  void in_any_order_and_from_many_threads_each_persons_last_event_is_their_highest()
      throws Exception {
    long seed = Long.getLong("linger-test.seed", System.nanoTime());
    System.out.println("ReceiptsTest: seed " + seed + " (repeat with -Dlinger-test.seed)");
    Random random = new Random(seed);
    Map<String, PostId> highest = new HashMap<>();
    List<ReadReceipt> said = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String user = "user" + random.nextInt(5);
      ReadReceipt one = receipt(user, null, Integer.toString(random.nextInt(1_000)));
      said.add(one);
      highest.merge(user, one.post(), (a, b) -> a.isAfter(b) ? a : b);
    }
    Race.atOnce(() -> say(said, 0), () -> say(said, 1), () -> say(said, 2));

    Map<String, PostId> told = new HashMap<>();
    for (String data : on.told(THREAD)) {
      ReadReceipt next = Receipts.receiptIn(data);
      @Nullable PostId before = told.put(next.user(), next.post());
      assertThat(before == null || next.post().isAfter(before)).as("seed " + seed).isTrue();
    }
    assertThat(told).as("seed " + seed).isEqualTo(highest);
  }

  private void say(List<ReadReceipt> said, int first) {
    for (int i = first; i < said.size(); i += 3) {
      try {
        receipts.read(THREAD, "42", said.get(i), Origin.LINGER);
      } catch (AheadException | LogUnavailableException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean read(String user, @Nullable String name, String post) throws Exception {
    return receipts.read(THREAD, "42", receipt(user, name, post), Origin.LINGER);
  }

  private void post(String id) throws Exception {
    String data = "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":\"" + id + "\"}}";
    on.publish(new Draft(THREAD, Kind.DURABLE, data, null));
  }

  private static ReadReceipt receipt(String user, @Nullable String name, String post) {
    return new ReadReceipt(user, name, new PostId(post));
  }
}
