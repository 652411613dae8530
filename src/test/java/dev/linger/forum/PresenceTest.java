package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.log.LogUnavailableException;
import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node tells the store, and when. */
class PresenceTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");
  private static final ChannelName OTHER = new ChannelName("thread:43");
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration HOLD = Duration.ofSeconds(25);
  private static final Person ADA = new Person("7", "Ada");

  private final FakeTicker ticker = new FakeTicker();
  private final Recording store = new Recording();
  private final Presence presence = new Presence(store, ticker, LEASE);

  @Test
  void one_person_can_not_take_everybodys_places_nor_fill_the_log() throws Exception {
    for (int tab = 0; tab < Sightings.MAX_FRESH + 100; tab++) {
      presence.seen(ADA, "7\ntab" + tab, List.of(THREAD), HOLD);
    }
    presence.tick();
    assertThat(presence).hasToString("Presence[" + Sightings.MAX_FRESH + " leases renewed]");

    Person bob = new Person("8", "Bob");
    presence.seen(bob, "8\ntab", List.of(THREAD), HOLD);
    presence.tick();

    assertThat(presence).hasToString("Presence[" + (Sightings.MAX_FRESH + 1) + " leases renewed]");
  }

  @Test
  void however_often_a_client_polls_its_lease_is_renewed_once_in_a_third_of_its_time() {
    for (int i = 0; i < 300; i++) {
      seen(ADA, "tab", THREAD);
      presence.tick();
      ticker.advance(Duration.ofMillis(200));
    }
    assertThat(store.said).containsExactly("renew 1", "renew 1");
  }

  @Test
  void many_who_come_in_one_moment_are_told_in_few_steps() {
    for (int i = 0; i < 2 * Presence.BATCH + 1; i++) {
      seen(new Person("" + i, null), "tab", THREAD);
    }
    presence.tick();
    assertThat(store.said).containsExactly("renew 500", "renew 500", "renew 1");
  }

  @Test
  void a_client_that_will_be_silent_for_long_is_renewed_so_that_its_lease_outlasts_that() {
    Duration longest = Duration.ofSeconds(55);
    presence.seen(ADA, "7\ntab", List.of(THREAD), longest);
    presence.tick();
    ticker.advance(Duration.ofSeconds(10));
    presence.seen(ADA, "7\ntab", List.of(THREAD), longest);
    presence.tick();
    assertThat(store.said).containsExactly("renew 1", "renew 1");
  }

  @Test
  void only_threads_have_people_and_a_client_need_not_say_its_name() {
    presence.seen(
        ADA,
        null,
        List.of(THREAD, OTHER, new ChannelName("forum"), new ChannelName("user:7")),
        HOLD);
    presence.tick();
    assertThat(store.said).containsExactly("renew 2");
  }

  @Test
  void what_was_seen_before_a_goodbye_is_not_told_after_it() {
    seen(ADA, "tab", THREAD);
    ticker.advance(Duration.ofMillis(10));
    presence.left("7\ntab");
    presence.tick();
    assertThat(store.said).containsExactly("leave [7\ntab]");
  }

  @Test
  void who_is_seen_after_a_goodbye_is_renewed_at_once_though_that_was_just_done() {
    seen(ADA, "tab", THREAD);
    presence.tick();
    presence.left("7\ntab");
    ticker.advance(Duration.ofMillis(10));
    seen(ADA, "tab", THREAD);
    presence.tick();
    assertThat(store.said).containsExactly("renew 1", "leave [7\ntab]", "renew 1");
  }

  @Test
  void while_the_store_is_away_nothing_dies_and_what_was_seen_meanwhile_is_told_when_it_is_back() {
    store.isAway = true;
    for (int i = 0; i < 50; i++) {
      seen(ADA, "tab", THREAD);
      presence.tick();
      ticker.advance(Duration.ofSeconds(1));
    }
    store.isAway = false;
    presence.tick();
    assertThat(store.said).containsExactly("renew 1");
  }

  @Test
  void who_was_seen_longer_ago_than_a_lease_is_not_told_when_the_store_is_back() {
    store.isAway = true;
    seen(ADA, "tab", THREAD);
    ticker.advance(LEASE);
    store.isAway = false;
    presence.tick();
    assertThat(store.said).isEmpty();
  }

  @Test
  void a_store_that_has_to_be_tried_again_and_again_does_not_make_anybody_look_recent() {
    store.isAway = true;
    seen(ADA, "tab", THREAD);
    for (int i = 0; i < 100; i++) {
      presence.tick();
      ticker.advance(Duration.ofSeconds(1));
    }
    store.isAway = false;
    presence.tick();
    assertThat(store.said).isEmpty();
  }

  @Test
  void it_sweeps_once_a_second() {
    for (int i = 0; i < 100; i++) {
      presence.tick();
      ticker.advance(Presence.TICK);
    }
    assertThat(store.sweeps).isEqualTo(10);
  }

  private void seen(Person person, String client, ChannelName... channels) {
    presence.seen(person, person.id() + "\n" + client, List.of(channels), HOLD);
  }

  /** Writes down what it is told. */
  private static final class Recording implements PresenceStore {

    private final List<String> said = new ArrayList<>();
    private boolean isAway;
    private int sweeps;

    @Override
    public void renew(List<Lease> leases) throws LogUnavailableException {
      check();
      said.add("renew " + leases.size());
    }

    @Override
    public void leave(List<String> clients) throws LogUnavailableException {
      check();
      said.add("leave " + clients);
    }

    @Override
    public void sweep() throws LogUnavailableException {
      check();
      sweeps++;
    }

    @Override
    public People snapshot(ChannelName thread) {
      return new People(0, List.of());
    }

    private void check() throws LogUnavailableException {
      if (isAway) {
        throw new LogUnavailableException("away");
      }
    }
  }
}
