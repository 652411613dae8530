package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a node remembers of what it heard, without any Redis. */
class HeardTest {

  private final FakeTicker ticker = new FakeTicker();
  private final Heard heard = new Heard(10, ticker::nanos);

  @Test
  void a_message_is_placed_by_the_mark_before_it() {
    heard.begin();
    heard.mark(17);
    heard.word("forum", "a");
    heard.word("forum", "b");
    heard.mark(18);
    heard.word("forum", "c");
    assertThat(heard.next(10))
        .extracting(word -> word.place() + word.text())
        .containsExactly("17-1a", "17-2b", "18-1c");
  }

  @Test
  void what_was_heard_before_the_first_mark_waits_for_it_and_comes_first() {
    heard.begin();
    heard.word("forum", "a");
    heard.word("forum", "b");
    assertThat(heard.next(10)).isEmpty();
    assertThat(heard.since()).isZero();
    heard.mark(17);
    heard.word("forum", "c");
    assertThat(heard.next(10)).extracting(Word::text).containsExactly("a", "b", "c");
    assertThat(heard.next(10)).extracting(Word::place).isSorted();
    assertThat(heard.since()).isEqualTo(17);
  }

  @Test
  void what_another_node_has_stored_is_forgotten_and_nothing_else() {
    heard.begin();
    heard.mark(17);
    heard.word("forum", "a");
    heard.word("forum", "same");
    heard.word("forum", "same");
    heard.forget(new Place(17, 2));
    assertThat(heard.next(10)).extracting(word -> word.place().count()).containsExactly(3L);
  }

  @Test
  void what_was_announced_and_did_not_come_before_the_next_mark_never_comes() {
    heard.begin();
    heard.mark(17);
    heard.own(2);
    heard.word("forum", "ours");
    heard.mark(18);
    heard.word("forum", "theirs");
    assertThat(heard.next(10)).extracting(Word::text).containsExactly("theirs");
  }

  @Test
  void as_many_messages_as_were_announced_are_our_own_and_the_next_is_not() {
    heard.begin();
    heard.mark(17);
    heard.own(2);
    heard.word("forum", "same");
    heard.word("forum", "same");
    heard.word("forum", "same");
    assertThat(heard.next(10)).hasSize(1);
    assertThat(heard.counts()).containsExactly(3, 2);
  }

  @Test
  void an_announcement_does_not_outlive_the_listening_it_was_made_in() {
    heard.begin();
    heard.mark(17);
    heard.own(5);
    heard.end();
    heard.begin();
    heard.mark(18);
    heard.word("forum", "a");
    assertThat(heard.next(10)).hasSize(1);
  }

  @Test
  void after_a_break_what_was_heard_before_it_is_still_there_and_since_is_later() {
    heard.begin();
    heard.mark(17);
    heard.word("forum", "a");
    heard.end();
    assertThat(heard.since()).isZero();
    heard.begin();
    heard.word("forum", "b");
    heard.mark(20);
    assertThat(heard.since()).isEqualTo(20);
    assertThat(heard.next(10)).extracting(Word::text).containsExactly("a", "b");
  }

  @Test
  void a_mark_that_is_not_behind_the_last_one_changes_nothing() {
    heard.begin();
    heard.mark(17);
    heard.word("forum", "a");
    heard.mark(16);
    heard.mark(17);
    heard.word("forum", "b");
    assertThat(heard.next(10)).extracting(Word::place).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_message_that_is_too_long_keeps_its_place_but_not_its_text() {
    heard.begin();
    heard.mark(17);
    heard.word("forum", "x".repeat(11));
    Word word = heard.next(1).get(0);
    assertThat(word.text()).isEmpty();
    assertThat(word.length()).isEqualTo(11);
  }

  @Test
  void there_is_a_bound_and_what_lies_beyond_it_is_counted() {
    heard.begin();
    heard.mark(17);
    for (int i = 0; i < Heard.MAX_WORDS + 3; i++) {
      heard.word("forum", "a");
    }
    assertThat(heard.next(Integer.MAX_VALUE)).hasSize(Heard.MAX_WORDS);
    assertThat(heard.takeDropped()).isEqualTo(3);
    assertThat(heard.takeDropped()).isZero();
  }

  @Test
  void what_was_dropped_is_not_lost_if_another_node_has_stored_it() {
    heard.begin();
    heard.mark(17);
    for (int i = 0; i < Heard.MAX_WORDS + 3; i++) {
      heard.word("forum", "a");
    }
    heard.forget(new Place(17, Heard.MAX_WORDS + 3));
    assertThat(heard.takeDropped()).isZero();
    heard.word("forum", "b");
    assertThat(heard.next(1)).extracting(Word::text).containsExactly("b");
  }

  @Test
  void it_is_known_how_long_no_mark_was_heard() {
    heard.begin();
    ticker.advance(Duration.ofSeconds(2));
    heard.word("forum", "a");
    assertThat(heard.quietNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
    heard.mark(17);
    assertThat(heard.quietNanos()).isZero();
  }

  /**
   * Nodes hear the same, begin at different times and hand over at any moment: together they store
   * what was said since the first began, once and in order.
   */
  @Test
  void nodes_that_take_over_from_each_other_store_each_message_once_and_in_order() {
    long seed = System.nanoTime();
    System.out.println("HeardTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Heard> nodes = List.of(new Heard(10, ticker::nanos), new Heard(10, ticker::nanos));
      StringBuilder stored = new StringBuilder();
      StringBuilder said = new StringBuilder();
      nodes.forEach(Heard::begin);
      nodes.forEach(node -> node.mark(1));
      Place known = Place.START;
      int leader = 0;
      for (int i = 2; i < 200; i++) {
        long mark = i;
        switch (random.nextInt(5)) {
          case 0 -> nodes.forEach(node -> node.mark(mark));
          case 1 -> leader = random.nextInt(2);
          case 2 -> nodes.get(1 - leader).forget(known);
          default -> {
            // Few texts: what tells messages apart must be their place.
            String text = random.nextBoolean() ? "a" : "b";
            said.append(text);
            nodes.forEach(node -> node.word("forum", text));
          }
        }
        Heard node = nodes.get(leader);
        node.forget(known);
        for (Word word : node.next(random.nextInt(3))) {
          stored.append(word.text());
          known = word.place();
        }
      }
      nodes.get(leader).forget(known);
      nodes.get(leader).next(1_000).forEach(word -> stored.append(word.text()));
      assertThat(stored.toString()).as("seed " + seed).isEqualTo(said.toString());
    }
  }
}
