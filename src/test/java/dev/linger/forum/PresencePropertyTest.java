package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random comings, renewals, goodbyes, sweeps and deaths of nodes, in any interleaving: who is there
 * is who a model says is there, and every change was announced once.
 */
class PresencePropertyTest {

  private static final int STEPS = 600;
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofSeconds(20);
  private static final List<ChannelName> THREADS =
      List.of(
          new ChannelName("thread:1"), new ChannelName("thread:2"), new ChannelName("thread:3"));
  private static final int PEOPLE = 6;
  private static final int CLIENTS = 3;

  /** What is to be so, worked out in the plainest way. */
  private static final class Model {
    private final Map<Lease, Duration> ends = new HashMap<>();
    private final Map<String, List<String>> told = new TreeMap<>();
    private final Set<String> there = new HashSet<>();
    private Duration now = Duration.ZERO;

    void renew(Lease lease) {
      ends.put(lease, now.plus(LEASE));
      if (there.add(who(lease))) {
        told.computeIfAbsent(who(lease), w -> new ArrayList<>()).add("joined");
      }
    }

    void leave(String client) {
      Duration soon = now.plus(PresenceLimits.GRACE);
      ends.replaceAll(
          (lease, end) -> lease.client().equals(client) && end.compareTo(soon) > 0 ? soon : end);
    }

    void sweep() {
      ends.values().removeIf(end -> end.compareTo(now) <= 0);
      Set<String> left = new HashSet<>(there);
      ends.keySet().forEach(lease -> left.remove(who(lease)));
      there.removeAll(left);
      left.forEach(who -> told.get(who).add("left"));
    }

    static String who(Lease lease) {
      return lease.thread() + " " + lease.person().id();
    }
  }

  private final long seed = Long.getLong("linger-test.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(ints = {100, 2})
  void in_memory(int named) throws Exception {
    try (PresenceWorld world = new MemoryPresenceWorld()) {
      interleave(world, named);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 2})
  void on_redis(int named) throws Exception {
    try (RedisProcess redis = RedisProcess.embedded();
        PresenceWorld world = new RedisPresenceWorld(redis)) {
      interleave(world, named);
    }
  }

  @Test
  void nodes_that_die_in_memory_and_what_they_knew_with_them() throws Exception {
    try (PresenceWorld world = new MemoryPresenceWorld()) {
      die(world);
    }
  }

  @Test
  void nodes_that_die_on_redis() throws Exception {
    try (RedisProcess redis = RedisProcess.embedded();
        PresenceWorld world = new RedisPresenceWorld(redis)) {
      die(world);
    }
  }

  private void interleave(PresenceWorld world, int named) throws Exception {
    String how = how() + ", up to " + named + " named";
    Model model = new Model();
    world.open(new PresenceLimits(LEASE, named));
    for (int step = 0; step < STEPS; step++) {
      PresenceStore node = world.node(random.nextInt(2));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4 -> {
          List<Lease> leases = leases();
          leases.forEach(model::renew);
          node.renew(leases);
          if (random.nextInt(10) == 0) {
            // The node died before it had the answer; the client is back at the other one.
            world.node(random.nextInt(2)).renew(leases);
          }
        }
        case 5 -> {
          String client = lease().client();
          model.leave(client);
          node.leave(List.of(client));
        }
        case 6, 7 -> {
          world.pass(STEP);
          model.now = model.now.plus(STEP);
        }
        default -> {
          model.sweep();
          node.sweep();
        }
      }
    }
    world.pass(STEP);
    model.now = model.now.plus(STEP);
    model.sweep();
    world.node(0).sweep();
    // What there is still to be told after it is a count.
    world.pass(PresenceLimits.COUNT_INTERVAL);
    world.node(1).sweep();
    check(world, model, named, how);
  }

  private void check(PresenceWorld world, Model model, int named, String how) throws Exception {
    for (ChannelName thread : THREADS) {
      Set<String> there = new TreeSet<>();
      model.there.stream()
          .filter(who -> who.startsWith(thread + " "))
          .forEach(who -> there.add(who.substring(thread.value().length() + 1)));
      People people = world.node(1).snapshot(thread);
      assertThat(people.count()).as(how).isEqualTo(there.size());
      if (there.size() <= named) {
        assertThat(ids(people)).as(how).isEqualTo(there);
      }
      List<PresenceWorld.Told> told =
          world.told().stream().filter(one -> one.channel().equals(thread)).toList();
      assertThat(told.get(told.size() - 1).count()).as(how).isEqualTo(there.size());
      if (named >= PEOPLE) {
        assertCountsAreRight(told, how);
      }
    }
    if (named >= PEOPLE) {
      assertThat(announced(world)).as(how).isEqualTo(model.told);
    }
  }

  /** Each says how many there are after it. */
  private static void assertCountsAreRight(List<PresenceWorld.Told> told, String how) {
    int count = 0;
    for (PresenceWorld.Told one : told) {
      count += one.event().equals("joined") ? 1 : -1;
      assertThat(one.count()).as(how + " " + told).isEqualTo(count);
    }
  }

  /** Nodes forget what they had not yet told the store; those who poll on are there in the end. */
  private void die(PresenceWorld world) throws Exception {
    String how = how();
    world.open(new PresenceLimits(LEASE, 100));
    List<Presence> nodes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      nodes.add(new Presence(world.node(i), world.ticker(), LEASE));
    }
    for (int step = 0; step < STEPS; step++) {
      int number = random.nextInt(2);
      Presence node = nodes.get(number);
      switch (random.nextInt(12)) {
        case 0 -> nodes.set(number, new Presence(world.node(number), world.ticker(), LEASE));
        case 1 -> node.left(lease().client());
        case 2, 3 -> world.pass(STEP);
        case 4, 5, 6 -> node.tick();
        default -> see(node, lease());
      }
    }
    List<Lease> staying = leases();
    for (int i = 0; i < 10; i++) {
      Presence node = nodes.get(random.nextInt(2));
      staying.forEach(lease -> see(node, lease));
      world.pass(STEP);
      nodes.forEach(Presence::tick);
    }
    Set<String> there = new TreeSet<>();
    staying.forEach(lease -> there.add(Model.who(lease)));
    Set<String> found = new TreeSet<>();
    for (ChannelName thread : THREADS) {
      world.node(0).snapshot(thread).named().forEach(p -> found.add(thread + " " + p.id()));
    }
    assertThat(found).as(how).isEqualTo(there);
    announced(world)
        .forEach(
            (who, events) -> {
              for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i)).as(how + who).isEqualTo(i % 2 == 0 ? "joined" : "left");
              }
              assertThat(events.size() % 2).as(how + who).isEqualTo(there.contains(who) ? 1 : 0);
            });
  }

  private static void see(Presence node, Lease lease) {
    node.seen(lease.person(), lease.client(), List.of(lease.thread()), Duration.ofSeconds(25));
  }

  private static Map<String, List<String>> announced(PresenceWorld world) {
    Map<String, List<String>> told = new TreeMap<>();
    for (PresenceWorld.Told one : world.told()) {
      told.computeIfAbsent(one.channel() + " " + one.user(), w -> new ArrayList<>())
          .add(one.event());
    }
    return told;
  }

  private static Set<String> ids(People people) {
    Set<String> ids = new TreeSet<>();
    people.named().forEach(person -> ids.add(person.id()));
    return ids;
  }

  private List<Lease> leases() {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      leases.add(lease());
    }
    return leases;
  }

  private Lease lease() {
    Person person = new Person("" + random.nextInt(PEOPLE), null);
    return PresenceContract.lease(
        THREADS.get(random.nextInt(THREADS.size())), person, "c" + random.nextInt(CLIENTS));
  }

  private String how() {
    System.out.println(
        "PresencePropertyTest: seed " + seed + " (repeat with -Dlinger-test.seed=" + seed + ")");
    return "seed " + seed + " ";
  }
}
