package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many events presence makes: as many as there are changes, or fewer. */
class PresenceCostTest {

  private static final PresenceLimits LIMITS = PresenceLimits.DEFAULT;

  private final MemoryPresenceWorld world = new MemoryPresenceWorld();

  @Test
  void ten_thousand_people_who_stay_in_a_thousand_threads_make_no_event() throws Exception {
    world.open(LIMITS);
    Presence presence = new Presence(world.node(0), world.ticker(), LIMITS.lease());
    for (int second = 0; second < 200; second++) {
      for (int i = second % 25; i < 10_000; i += 25) {
        see(presence, i, "thread:" + i % 1_000);
      }
      presence.tick();
      world.pass(Duration.ofSeconds(1));
    }
    assertThat(world.told()).hasSize(10_000).allMatch(told -> told.event().equals("joined"));
  }

  @Test
  void one_who_joins_five_thousand_is_one_event_and_a_crowd_that_comes_at_once_a_few()
      throws Exception {
    world.open(LIMITS);
    Presence presence = new Presence(world.node(0), world.ticker(), LIMITS.lease());
    for (int i = 0; i < 5_000; i++) {
      see(presence, i, "thread:1");
    }
    presence.tick();
    settle(presence);
    int before = world.told().size();
    assertThat(before).isLessThanOrEqualTo(LIMITS.named() + 2);

    see(presence, 5_000, "thread:1");
    presence.tick();
    settle(presence);
    assertThat(world.told()).hasSize(before + 1);
    assertThat(world.told().get(before)).hasToString("count 5001");
  }

  @Test
  void five_thousand_who_leave_in_one_moment_are_a_count_and_those_few_who_can_be_named()
      throws Exception {
    world.open(LIMITS);
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      leases.add(
          PresenceContract.lease(new ChannelName("thread:1"), new Person("u" + i, null), "tab"));
    }
    world.node(0).renew(leases);
    int before = world.told().size();
    world.pass(LIMITS.lease());
    world.node(0).sweep();
    world.pass(Duration.ofSeconds(2));
    world.node(0).sweep();
    List<PresenceWorld.Told> told = world.told();
    assertThat(told.size() - before).isLessThanOrEqualTo(LIMITS.named() + 3);
    assertThat(told.get(told.size() - 1).count()).isZero();
  }

  private void settle(Presence presence) {
    for (int i = 0; i < 30; i++) {
      world.pass(Presence.TICK);
      presence.tick();
    }
  }

  private static void see(Presence presence, int user, String thread) {
    Person person = new Person("u" + user, "Name of " + user);
    presence.seen(
        person, person.id() + "\ntab", List.of(new ChannelName(thread)), Duration.ofSeconds(25));
  }
}
