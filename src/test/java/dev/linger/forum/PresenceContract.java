package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link PresenceStore} must do. */
abstract class PresenceContract {

  static final ChannelName A = new ChannelName("thread:42");
  static final ChannelName B = new ChannelName("thread:43");
  static final Duration LEASE = Duration.ofSeconds(90);
  static final Duration GRACE = PresenceLimits.GRACE;
  static final Person ADA = new Person("7", "Ada");
  static final Person BO = new Person("8", null);

  private PresenceWorld world;
  private PresenceStore store;

  abstract PresenceWorld world();

  @BeforeEach
  void open() {
    world = world();
    open(100);
  }

  private void open(int named) {
    world.open(new PresenceLimits(LEASE, named));
    store = world.node(0);
  }

  @Test
  void who_comes_is_announced_with_their_name_and_how_many_there_are_now() throws Exception {
    renew(A, ADA, "tab");
    renew(A, BO, "tab");
    assertThat(world.told().stream().map(told -> told.data().toString()))
        .containsExactly(
            "{\"type\":\"presence\",\"threadId\":\"42\",\"event\":\"joined\",\"userId\":\"7\","
                + "\"userName\":\"Ada\",\"count\":1}",
            "{\"type\":\"presence\",\"threadId\":\"42\",\"event\":\"joined\",\"userId\":\"8\",\"count\":2}");
    assertThat(world.told()).allMatch(told -> told.channel().equals(A));
  }

  @Test
  void who_stays_is_not_announced_again_and_does_not_leave() throws Exception {
    for (int i = 0; i < 10; i++) {
      renew(A, ADA, "tab");
      world.pass(LEASE.dividedBy(3));
      world.node(i).sweep();
    }
    assertTold("joined 7 1");
  }

  @Test
  void who_is_not_heard_of_leaves_when_the_lease_ends_and_once_though_both_nodes_sweep()
      throws Exception {
    renew(A, ADA, "tab");
    world.pass(LEASE.minusSeconds(1));
    store.sweep();
    assertTold("joined 7 1");
    world.pass(Duration.ofSeconds(1));
    store.sweep();
    world.node(1).sweep();
    assertTold("joined 7 1", "left 7 0");
    assertThat(store.snapshot(A)).isEqualTo(new People(0, List.of()));
  }

  @Test
  void several_tabs_and_devices_are_one_person_who_leaves_with_the_last() throws Exception {
    renew(A, ADA, "tab 1");
    renew(A, ADA, "tab 2");
    world.node(1).renew(List.of(lease(A, ADA, "phone")));
    leave(ADA, "tab 1");
    leave(ADA, "phone");
    world.pass(GRACE);
    store.sweep();
    assertTold("joined 7 1");
    leave(ADA, "tab 2");
    world.pass(GRACE);
    store.sweep();
    assertTold("joined 7 1", "left 7 0");
  }

  @Test
  void who_says_goodbye_is_gone_after_a_grace_and_not_before() throws Exception {
    renew(A, ADA, "tab");
    leave(ADA, "tab");
    world.pass(GRACE.minusSeconds(1));
    store.sweep();
    assertTold("joined 7 1");
    world.pass(Duration.ofSeconds(1));
    store.sweep();
    assertTold("joined 7 1", "left 7 0");
  }

  @Test
  void a_page_that_is_loaded_again_is_a_new_client_and_nobody_hears_of_it() throws Exception {
    renew(A, ADA, "before");
    leave(ADA, "before");
    world.pass(Duration.ofSeconds(1));
    renew(A, ADA, "after");
    world.pass(Duration.ofSeconds(20));
    store.sweep();
    assertTold("joined 7 1");
  }

  @Test
  void a_client_that_is_back_within_the_grace_has_not_left() throws Exception {
    renew(A, ADA, "tab");
    leave(ADA, "tab");
    renew(A, ADA, "tab");
    world.pass(Duration.ofSeconds(20));
    store.sweep();
    assertTold("joined 7 1");
  }

  @Test
  void saying_goodbye_ends_a_client_in_all_its_threads_and_nobody_elses_client() throws Exception {
    store.renew(List.of(lease(A, ADA, "tab"), lease(B, ADA, "tab"), lease(B, BO, "tab")));
    world.node(1).leave(List.of("7\ntab", "9\nunknown"));
    world.pass(GRACE);
    store.sweep();
    assertThat(store.snapshot(A).count()).isZero();
    assertThat(store.snapshot(B).named()).containsExactly(BO);
  }

  @Test
  void saying_goodbye_twice_or_late_makes_no_lease_longer() throws Exception {
    renew(A, ADA, "tab");
    world.pass(LEASE.minusSeconds(1));
    leave(ADA, "tab");
    leave(ADA, "tab");
    world.pass(Duration.ofSeconds(1));
    store.sweep();
    assertTold("joined 7 1", "left 7 0");
    leave(ADA, "tab");
    store.sweep();
    assertTold("joined 7 1", "left 7 0");
  }

  @Test
  void who_comes_back_is_announced_anew() throws Exception {
    renew(A, ADA, "tab");
    leave(ADA, "tab");
    world.pass(GRACE);
    store.sweep();
    renew(A, ADA, "tab");
    assertTold("joined 7 1", "left 7 0", "joined 7 1");
  }

  @Test
  void a_lease_that_is_over_but_not_swept_is_renewed_and_nobody_hears_of_it() throws Exception {
    renew(A, ADA, "tab");
    world.pass(LEASE.multipliedBy(2));
    renew(A, ADA, "tab");
    store.sweep();
    assertTold("joined 7 1");
  }

  @Test
  void the_same_told_twice_as_after_a_lost_answer_changes_nothing() throws Exception {
    List<Lease> leases = List.of(lease(A, ADA, "tab"), lease(A, BO, "tab"), lease(A, ADA, "tab"));
    store.renew(leases);
    world.node(1).renew(leases);
    assertTold("joined 7 1", "joined 8 2");
    world.pass(LEASE);
    store.sweep();
    assertThat(world.told()).hasSize(4);
  }

  @Test
  void a_snapshot_has_everybody_by_the_name_they_used_last() throws Exception {
    renew(A, ADA, "tab");
    renew(A, BO, "tab");
    renew(B, BO, "tab");
    renew(A, new Person("7", "Ada Byron"), "tab");
    assertThat(store.snapshot(A).named())
        .containsExactlyInAnyOrder(new Person("7", "Ada Byron"), BO);
    assertThat(store.snapshot(A).isMore()).isFalse();
    assertThat(store.snapshot(new ChannelName("thread:44"))).isEqualTo(new People(0, List.of()));
  }

  @Test
  void of_a_person_so_many_clients_count_and_more_do_no_harm() throws Exception {
    for (int i = 0; i < PresenceLimits.MAX_CLIENTS + 5; i++) {
      renew(A, ADA, "tab " + i);
    }
    for (int i = 0; i < PresenceLimits.MAX_CLIENTS; i++) {
      leave(ADA, "tab " + i);
    }
    world.pass(GRACE);
    store.sweep();
    assertTold("joined 7 1", "left 7 0");
  }

  @Test
  void beyond_so_many_people_only_counts_are_told_one_in_a_second_and_the_last_is_right()
      throws Exception {
    open(3);
    come(1, 10);
    assertTold("joined 1 1", "joined 2 2", "joined 3 3", "count 4");
    store.sweep();
    assertThat(world.told()).hasSize(4);
    world.pass(PresenceLimits.COUNT_INTERVAL);
    store.sweep();
    world.node(1).sweep();
    assertThat(world.told().get(4)).hasToString("count 10");
    world.pass(Duration.ofSeconds(5));
    store.sweep();
    assertThat(world.told()).hasSize(5);
    assertThat(store.snapshot(A)).isEqualTo(new People(10, List.of()));
    assertThat(store.snapshot(A).isMore()).isTrue();
  }

  @Test
  void where_they_become_few_again_they_are_told_by_name() throws Exception {
    open(3);
    come(1, 5);
    world.pass(Duration.ofSeconds(5));
    store.sweep();
    for (int i = 1; i <= 3; i++) {
      leave(new Person("" + i, null), "tab");
      world.pass(GRACE);
      store.sweep();
    }
    assertThat(world.told().stream().skip(5).map(Object::toString))
        .containsExactly("count 4", "left 2 3", "left 3 2");
    assertThat(store.snapshot(A).named())
        .extracting(Person::id)
        .containsExactlyInAnyOrder("4", "5");
  }

  @Test
  void a_count_that_waited_is_told_also_where_they_have_become_few() throws Exception {
    open(3);
    come(1, 4);
    assertThat(world.told().get(3)).hasToString("count 4");
    come(5, 5);
    for (int i = 3; i <= 5; i++) {
      leave(new Person("" + i, null), "tab");
    }
    world.pass(GRACE);
    store.sweep();
    store.sweep();
    List<PresenceWorld.Told> told = world.told();
    assertThat(told.get(told.size() - 1).count()).isEqualTo(2);
    assertThat(told.stream().skip(4)).extracting(PresenceWorld.Told::event).contains("count");
  }

  @Test
  void names_and_clients_may_be_any_text() throws Exception {
    Person odd = new Person("a b/ü\"'", "\"},{\\ \u0000\n\u2028 \uD83D\uDC4B %d ]]");
    store.renew(List.of(new Lease(A, odd, odd.id() + "\n\n \u0000*?[a]\n"), lease(B, BO, "")));
    assertThat(store.snapshot(A).named()).containsExactly(odd);
    PresenceWorld.Told told = world.told().get(0);
    assertThat(told.user()).isEqualTo(odd.id());
    assertThat(told.data().get("userName").asText()).isEqualTo(odd.name());
    store.leave(List.of(odd.id() + "\n\n \u0000*?[a]\n", "8\n"));
    world.pass(GRACE);
    store.sweep();
    assertThat(world.told()).hasSize(4);
  }

  private void come(int first, int last) throws Exception {
    List<Lease> leases = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      leases.add(lease(A, new Person("" + i, null), "tab"));
    }
    store.renew(leases);
  }

  private void renew(ChannelName thread, Person person, String client) throws Exception {
    store.renew(List.of(lease(thread, person, client)));
  }

  private void leave(Person person, String client) throws Exception {
    store.leave(List.of(person.id() + "\n" + client));
  }

  static Lease lease(ChannelName thread, Person person, String client) {
    return new Lease(thread, person, person.id() + "\n" + client);
  }

  private void assertTold(String... expected) {
    assertThat(world.told().stream().map(Object::toString)).containsExactly(expected);
  }
}
