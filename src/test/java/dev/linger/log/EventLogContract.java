package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.B;
import static dev.linger.log.Drafts.NO_LIMIT;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.ephemeral;
import static dev.linger.log.Drafts.events;
import static dev.linger.log.Drafts.latestWins;
import static dev.linger.log.Drafts.once;
import static dev.linger.log.Drafts.some;
import static dev.linger.log.Drafts.what;
import static dev.linger.log.Drafts.whats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.linger.event.Audience;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link EventLog} promises, whatever keeps the events. */
abstract class EventLogContract {

  /** Keeps as little as it can; Redis trims in steps of a hundred entries. */
  static final Retention TINY =
      new Retention(5, 1 << 20, 5, Duration.ofDays(1), Duration.ofHours(1));

  final Advances advances = new Advances();

  /** An empty log; closed by whoever opens it. */
  abstract EventLog open(Retention retention);

  /** Comes back when this much time has passed on the log's clock. */
  abstract void passTime(Duration duration);

  @Test
  void events_come_back_in_the_order_of_their_receipts() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    List<Receipt> receipts = new ArrayList<>();
    receipts.addAll(publish(log, some(A, 3)));
    receipts.addAll(publish(log, durable(A, 4), durable(A, 5)));

    Replay replay = log.read(start, List.of(A), NO_LIMIT);

    assertThat(whats(replay)).containsExactly("1", "2", "3", "4", "5");
    assertThat(events(replay))
        .extracting(Event::position)
        .isEqualTo(receipts.stream().map(Receipt::position).toList())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(receipts).noneMatch(Receipt::repeated);
  }

  @Test
  void a_read_gives_what_lies_behind_the_cursor_and_ends_at_the_last_event() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    List<Receipt> receipts = publish(log, some(A, 3));

    Replay replay = log.read(start.at(receipts.get(0).position()), List.of(A), NO_LIMIT);

    assertThat(whats(replay)).containsExactly("2", "3");
    assertThat(replay.cursor()).isEqualTo(start.at(receipts.get(2).position()));
    assertThat(log.read(replay.cursor(), List.of(A), NO_LIMIT)).isInstanceOf(Replay.UpToDate.class);
  }

  @Test
  void an_event_comes_back_for_whom_it_was_meant_from_memory_and_from_the_store() throws Exception {
    EventLog log = open(TINY);
    Cursor start = now(log);
    Audience some = new Audience(Set.of("7"), Set.of("mods"));
    Draft meant = durable(A, 1);
    publish(log, new Draft(A, meant.kind(), meant.data(), null, some), durable(A, 2));
    assertThat(events(log.read(start, List.of(A), NO_LIMIT)))
        .extracting(Event::audience)
        .containsExactly(some, Audience.EVERYBODY);
    // Out of the memory of a node that keeps five events; a log in Redis has them yet.
    publish(log, some(B, 20));
    for (Event event : events(log.read(start, List.of(A), NO_LIMIT))) {
      assertThat(event.audience()).isEqualTo(what(event).equals("1") ? some : Audience.EVERYBODY);
    }
    for (Event event : log.before(A, null, NO_LIMIT)) {
      assertThat(event.audience()).isEqualTo(what(event).equals("1") ? some : Audience.EVERYBODY);
    }
  }

  @Test
  void reading_again_after_the_same_cursor_gives_the_same_events() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, durable(A, 1), latestWins(A, "k", 2), durable(B, 3), latestWins(A, "k", 4));

    Replay first = log.read(start, List.of(A, B), new ReadLimit(2, 1_000));

    assertThat(log.read(start, List.of(A, B), new ReadLimit(2, 1_000))).isEqualTo(first);
  }

  @Test
  void several_channels_are_merged_into_one_order_and_others_left_out() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    ChannelName c = new ChannelName("user:7");
    publish(log, durable(A, 1), durable(c, "x"), durable(B, 2));
    publish(log, durable(B, 3), durable(A, 4), durable(c, "y"));

    assertThat(whats(log.read(start, List.of(B, A), NO_LIMIT))).containsExactly("1", "2", "3", "4");
  }

  @Test
  void a_cursor_of_another_epoch_is_reset_to_now() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, durable(A, 1));
    Cursor now = now(log);

    Replay replay =
        log.read(new Cursor(new Epoch("foreign"), now.position()), List.of(A, B), NO_LIMIT);

    assertThat(replay)
        .isEqualTo(
            new Replay.Reset(
                Map.of(A, Replay.Reason.EPOCH, B, Replay.Reason.EPOCH), List.of(), now, false));
  }

  @Test
  void a_cursor_behind_the_end_of_the_log_is_reset_to_now() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, durable(A, 1));
    Cursor now = now(log);
    Position ahead = new Position(now.position().millis() + 3_600_000, 0);

    Replay replay = log.read(now.at(ahead), List.of(A), NO_LIMIT);

    assertThat(replay)
        .isEqualTo(new Replay.Reset(Map.of(A, Replay.Reason.AHEAD), List.of(), now, false));
  }

  @Test
  void every_event_names_the_durable_one_before_it_in_its_channel() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, durable(A, 1), durable(B, 2), ephemeral(A, Duration.ofMinutes(1), 3));
    publish(log, latestWins(A, "k", 4), durable(B, 5), durable(A, 6));

    List<Event> events = events(log.read(start, List.of(A, B), NO_LIMIT));

    assertThat(events).extracting(Drafts::what).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(events.get(0).previous()).isLessThanOrEqualTo(start.position());
    assertThat(events.get(2).previous()).isEqualTo(events.get(0).position());
    assertThat(events.get(3).previous()).isEqualTo(events.get(0).position());
    assertThat(events.get(4).previous()).isEqualTo(events.get(1).position());
    assertThat(events.get(5).previous()).isEqualTo(events.get(3).position());
  }

  @Test
  void a_channel_whose_events_are_gone_is_reset_and_the_others_go_on() throws Exception {
    EventLog log = open(TINY);
    Cursor start = now(log);
    publish(log, some(A, 500));
    publish(log, durable(B, "b"));

    Replay replay = log.read(start, List.of(A, B), NO_LIMIT);

    assertThat(replay).isInstanceOf(Replay.Reset.class);
    assertThat(((Replay.Reset) replay).reasons()).containsEntry(A, Replay.Reason.TRIMMED);
    Replay next = readAfter(log, replay.cursor(), durable(A, "next"), List.of(A, B));
    assertThat(next).isInstanceOf(Replay.Events.class);
    assertThat(whats(next)).containsExactly("next");
  }

  @Test
  void what_is_within_the_retention_is_not_reset() throws Exception {
    EventLog log = open(TINY);
    List<Receipt> receipts = publish(log, some(A, 500));
    Cursor fifthLast = now(log).at(receipts.get(495).position());

    assertThat(whats(log.read(fifthLast, List.of(A), NO_LIMIT)))
        .containsExactly("497", "498", "499", "500");
  }

  @Test
  void one_idempotency_key_stores_one_event_and_answers_with_the_first_ones_id() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);

    Receipt first = publish(log, once("key", durable(A, 1))).get(0);
    Receipt second = publish(log, once("key", durable(A, 2))).get(0);

    assertThat(second).isEqualTo(new Receipt(first.position(), true));
    assertThat(whats(log.read(start, List.of(A), NO_LIMIT))).containsExactly("1");
  }

  @Test
  void an_idempotency_key_counts_within_a_batch_and_across_batches() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);

    List<Receipt> batch =
        publish(log, once("k", durable(A, 1)), once("k", durable(A, 2)), once("m", durable(B, 3)));
    List<Receipt> again =
        publish(log, durable(A, 4), once("m", durable(B, 5)), once("n", durable(A, 6)));

    assertThat(batch).extracting(Receipt::repeated).containsExactly(false, true, false);
    assertThat(batch.get(1).position()).isEqualTo(batch.get(0).position());
    assertThat(again).extracting(Receipt::repeated).containsExactly(false, true, false);
    assertThat(again.get(1).position()).isEqualTo(batch.get(2).position());
    assertThat(whats(log.read(start, List.of(A, B), NO_LIMIT))).containsExactly("1", "3", "4", "6");
  }

  @Test
  void a_burst_of_five_hundred_likes_reaches_a_slow_reader_as_one() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, durable(A, "post"));
    publish(log, IntStream.rangeClosed(1, 500).mapToObj(i -> latestWins(A, "likes", i)).toList());

    assertThat(whats(log.read(start, List.of(A), new ReadLimit(1_000, 1 << 20))))
        .containsExactly("post", "500");
  }

  @Test
  void the_last_word_counts_for_each_channel_and_key_and_keeps_its_place() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, latestWins(A, "x", 1), latestWins(B, "x", 2), latestWins(A, "y", 3));
    publish(log, durable(A, 4), latestWins(A, "x", 5), durable(A, 6));

    assertThat(whats(log.read(start, List.of(A, B), NO_LIMIT)))
        .containsExactly("2", "3", "4", "5", "6");
  }

  @Test
  void a_reader_in_between_gets_the_word_of_the_moment_and_then_the_last() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, latestWins(A, "x", 1), latestWins(A, "x", 2));
    Replay first = log.read(start, List.of(A), NO_LIMIT);
    publish(log, latestWins(A, "x", 3));

    assertThat(whats(first)).containsExactly("2");
    assertThat(whats(log.read(first.cursor(), List.of(A), NO_LIMIT))).containsExactly("3");
  }

  @Test
  void an_ephemeral_event_is_given_live_and_skipped_once_expired() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    Duration ttl = Duration.ofMillis(1_500);
    publish(log, durable(A, 1), ephemeral(A, ttl, "typing"), durable(A, 2));

    assertThat(whats(log.read(start, List.of(A), NO_LIMIT))).containsExactly("1", "typing", "2");
    passTime(ttl.plusMillis(50));
    assertThat(whats(log.read(start, List.of(A), NO_LIMIT))).containsExactly("1", "2");
  }

  @Test
  void an_expired_event_leaves_nothing_new_and_a_fresh_cursor() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    Receipt receipt = publish(log, ephemeral(A, Duration.ofMillis(10), "typing")).get(0);
    passTime(Duration.ofMillis(60));

    Replay replay = log.read(start, List.of(A), NO_LIMIT);

    assertThat(replay).isInstanceOf(Replay.UpToDate.class);
    assertThat(replay.cursor().position()).isGreaterThanOrEqualTo(receipt.position());
  }

  @Test
  void an_ephemeral_event_is_never_among_the_latest() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, durable(A, 1), ephemeral(A, Duration.ofMinutes(1), "typing"));

    assertThat(whats(log.latest(List.of(A), 10, NO_LIMIT))).containsExactly("1");
  }

  @Test
  void reading_on_from_a_cut_answer_gives_the_rest_without_gap_or_repeat() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    List<Draft> drafts = new ArrayList<>();
    IntStream.rangeClosed(1, 100).forEach(i -> drafts.add(durable(i % 3 == 0 ? B : A, i)));
    publish(log, drafts);

    List<String> read = new ArrayList<>();
    Cursor cursor = start;
    boolean more = true;
    while (more) {
      Replay.Events some =
          (Replay.Events) log.read(cursor, List.of(A, B), new ReadLimit(7, 1 << 20));
      assertThat(some.events()).hasSizeBetween(1, 7);
      read.addAll(whats(some));
      cursor = some.cursor();
      more = some.more();
    }

    assertThat(read).isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).toList());
    assertThat(log.read(cursor, List.of(A, B), NO_LIMIT)).isInstanceOf(Replay.UpToDate.class);
  }

  @Test
  void bytes_are_a_limit_too_but_one_event_always_comes() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, durable(A, "x".repeat(5_000)), durable(A, "small"), durable(A, "y".repeat(5_000)));

    Replay.Events first = (Replay.Events) log.read(start, List.of(A), new ReadLimit(100, 1));
    Replay.Events rest =
        (Replay.Events) log.read(first.cursor(), List.of(A), new ReadLimit(100, 2_000));

    assertThat(first.events()).hasSize(1);
    assertThat(first.more()).isTrue();
    assertThat(whats(rest)).containsExactly("small");
    assertThat(rest.more()).isTrue();
  }

  @Test
  void an_answer_that_holds_all_does_not_promise_more() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, some(A, 5));

    assertThat(((Replay.Events) log.read(start, List.of(A), new ReadLimit(5, 1 << 20))).more())
        .isFalse();
  }

  @Test
  void the_latest_are_the_newest_of_each_channel_oldest_first() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, durable(A, 1), durable(B, 2), durable(A, 3), durable(A, 4), durable(B, 5));

    Replay.Events latest = log.latest(List.of(A, B), 2, NO_LIMIT);

    assertThat(whats(latest)).containsExactly("2", "3", "4", "5");
    assertThat(log.latest(List.of(A, B), 0, NO_LIMIT).events()).isEmpty();
    assertThat(whats(log.latest(List.of(A), 2, new ReadLimit(1, 1_000)))).containsExactly("4");
    assertThat(whats(readAfter(log, latest.cursor(), durable(A, 6), List.of(A, B))))
        .containsExactly("6");
  }

  @Test
  void what_was_superseded_does_not_take_the_place_of_the_latest() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, some(A, 5));
    publish(log, IntStream.rangeClosed(1, 8).mapToObj(i -> latestWins(A, "read:7", i)).toList());

    assertThat(whats(log.latest(List.of(A), 3, NO_LIMIT))).containsExactly("4", "5", "8");
  }

  @Test
  void backward_a_channel_gives_its_durable_events_the_newest_first_page_by_page()
      throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, durable(A, 1), latestWins(A, "k", 2), durable(B, "b"), latestWins(A, "k", 3));
    publish(log, ephemeral(A, Duration.ofMinutes(1), "typing"), durable(A, 4), durable(A, 5));

    List<Event> first = log.before(A, null, new ReadLimit(2, 1 << 20));
    List<Event> second = log.before(A, first.get(1).position(), new ReadLimit(2, 1 << 20));
    List<Event> third = log.before(A, second.get(1).position(), new ReadLimit(2, 1 << 20));

    assertThat(first).extracting(Drafts::what).containsExactly("5", "4");
    assertThat(second).extracting(Drafts::what).containsExactly("3", "2");
    assertThat(third).extracting(Drafts::what).containsExactly("1");
    assertThat(log.before(A, third.get(0).position(), NO_LIMIT)).isEmpty();
    assertThat(log.before(new ChannelName("quiet"), null, NO_LIMIT)).isEmpty();
  }

  @Test
  void backward_from_a_place_that_is_no_event_begins_before_it() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Position last = publish(log, some(A, 3)).get(2).position();
    Position ahead = new Position(last.millis() + 3_600_000, 0);

    assertThat(log.before(A, ahead, new ReadLimit(2, 1 << 20)))
        .extracting(Drafts::what)
        .containsExactly("3", "2");
    assertThat(log.before(A, last, new ReadLimit(2, 1 << 20)))
        .extracting(Drafts::what)
        .containsExactly("2", "1");
    assertThat(log.before(A, Position.ZERO, NO_LIMIT)).isEmpty();
  }

  @Test
  void backward_bytes_are_a_limit_too_but_one_event_always_comes() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, durable(A, "small"), durable(A, "x".repeat(5_000)), durable(A, "y".repeat(5_000)));

    assertThat(log.before(A, null, new ReadLimit(100, 1))).hasSize(1);
    assertThat(log.before(A, null, new ReadLimit(100, 10_500))).hasSize(2);
  }

  @Test
  void a_quiet_channel_can_be_continued_however_busy_the_others_are() throws Exception {
    EventLog log = open(TINY);
    Cursor cursor = now(log);
    for (int round = 0; round < 100; round++) {
      publish(log, some(B, 4));
      Replay replay = log.read(cursor, List.of(A), NO_LIMIT);
      assertThat(replay).isInstanceOf(Replay.UpToDate.class);
      assertThat(replay.cursor().position()).isGreaterThan(cursor.position());
      cursor = replay.cursor();
    }
    assertThat(whats(readAfter(log, cursor, durable(A, "at last"), List.of(A))))
        .containsExactly("at last");
  }

  @Test
  void an_event_can_be_read_before_the_listener_is_told() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    ConcurrentLinkedQueue<String> seenWhenTold = new ConcurrentLinkedQueue<>();
    advances.alsoTell(
        new LogListener() {
          @Override
          public void advanced(ChannelName channel, Position position) {
            try {
              if (channel.equals(A)) {
                seenWhenTold.addAll(whats(log.read(start, List.of(A), NO_LIMIT)));
              }
            } catch (LogUnavailableException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void resumed() {}
        });

    publish(log, durable(A, 1));

    assertThat(seenWhenTold).containsExactly("1");
  }

  @Test
  void a_probe_comes_back() {
    EventLog log = open(Retention.DEFAULT);

    assertThatCode(log::probe).doesNotThrowAnyException();
  }

  final Cursor now(EventLog log) throws LogUnavailableException {
    return log.latest(List.of(A), 0, NO_LIMIT).cursor();
  }

  /** Appends, and waits until it can be read. */
  final List<Receipt> publish(EventLog log, Draft... drafts) throws LogUnavailableException {
    return publish(log, List.of(drafts));
  }

  final List<Receipt> publish(EventLog log, List<Draft> drafts) throws LogUnavailableException {
    return advances.waitFor(drafts, log.append(drafts));
  }

  private Replay readAfter(EventLog log, Cursor cursor, Draft draft, List<ChannelName> channels)
      throws LogUnavailableException {
    publish(log, draft);
    return log.read(cursor, channels, NO_LIMIT);
  }
}
