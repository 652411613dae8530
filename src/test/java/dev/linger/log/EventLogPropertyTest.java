package dev.linger.log;

import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.ephemeral;
import static dev.linger.log.Drafts.latestWins;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Replay;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/**
 * Random appends and reads on two nodes, while connections break: every reader gets exactly the
 * durable events of its channels, in order, none twice and none missing, or is told to reset.
 */
class EventLogPropertyTest {

  private static final int STEPS = 1_500;
  private static final List<ChannelName> CHANNELS =
      IntStream.range(0, 8).mapToObj(i -> new ChannelName("thread:" + i)).toList();

  /** Keeps everything, or so little that readers fall out of memory and some out of Redis. */
  private static final Retention SMALL =
      new Retention(30, 1 << 20, 60, Duration.ofDays(1), Duration.ofHours(1));

  private record Published(Draft draft, String what, Receipt receipt) {

    ChannelName channel() {
      return draft.channel();
    }
  }

  private final List<Published> published = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private int number;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readers_get_all_of_it_once_and_in_order_or_are_told(boolean everythingFits)
      throws Exception {
    long seed = Long.getLong("linger-test.seed", System.nanoTime());
    String how = "seed " + seed + (everythingFits ? ", roomy" : ", small");
    System.out.println("EventLogPropertyTest: " + how + " (repeat with -Dlinger-test.seed)");
    Random random = new Random(seed);
    Retention retention = everythingFits ? Retention.DEFAULT : SMALL;
    try (RedisProcess redis = RedisProcess.embedded("--stream-node-max-entries", "1");
        LogNode a = LogNode.on(redis, retention);
        LogNode b = LogNode.on(redis, retention)) {
      List<LogNode> nodes = List.of(a, b);
      for (int i = 0; i < 6; i++) {
        List<ChannelName> some = new ArrayList<>(CHANNELS);
        Collections.shuffle(some, random);
        readers.add(new Reader(a.now(), some.subList(0, 1 + random.nextInt(4))));
      }
      for (int step = 0; step < STEPS; step++) {
        step(random, nodes, redis);
      }
      readToTheEnd(nodes);
      for (Reader reader : readers) {
        check(reader, everythingFits, how);
      }
    }
  }

  private void step(Random random, List<LogNode> nodes, RedisProcess redis) throws Exception {
    LogNode node = nodes.get(random.nextInt(2));
    int dice = random.nextInt(100);
    if (dice < 1) {
      try (Jedis jedis = redis.jedis()) {
        jedis.clientKill(new ClientKillParams().skipMe(ClientKillParams.SkipMe.YES));
      }
    } else if (dice < 50) {
      append(random, node);
    } else {
      // The first one is slow: it reads seldom, and falls behind.
      Reader reader = readers.get(random.nextInt(dice < 52 ? 1 : 5) + (dice < 52 ? 0 : 1));
      try {
        checkOrder(reader, reader.read(node, new ReadLimit(1 + random.nextInt(20), 4_000)));
      } catch (LogUnavailableException e) {
        // Its connection has just been killed: asks again another time.
      }
    }
  }

  private void append(Random random, LogNode node) {
    List<Draft> batch = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      ChannelName channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
      String what = Integer.toString(++number);
      Draft draft =
          switch (random.nextInt(6)) {
            case 0 -> ephemeral(channel, Duration.ofMillis(1 + random.nextInt(200)), what);
            case 1 -> latestWins(channel, "key" + random.nextInt(2), what);
            default -> durable(channel, what);
          };
      // With a key, because a connection may break before the answer has come.
      batch.add(Drafts.once(what, draft));
    }
    List<Receipt> receipts = node.insist(batch);
    for (int i = 0; i < batch.size(); i++) {
      Draft draft = batch.get(i);
      Receipt receipt = receipts.get(i);
      published.add(new Published(draft, draft.data().replaceAll("\\D", ""), receipt));
    }
  }

  private static void checkOrder(Reader reader, Replay replay) {
    assertThat(Drafts.events(replay)).extracting(Event::position).isSorted();
    Drafts.events(replay).forEach(event -> assertThat(reader.channels).contains(event.channel()));
  }

  private void readToTheEnd(List<LogNode> nodes) {
    Receipt last = published.get(published.size() - 1).receipt();
    for (Reader reader : readers) {
      LogNode node = nodes.get(readers.indexOf(reader) % 2);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(LogUnavailableException.class)
          .pollInterval(Duration.ofMillis(5))
          .until(
              () ->
                  reader.read(node, new ReadLimit(20, 4_000)) instanceof Replay.UpToDate now
                      && !last.position().isAfter(now.cursor().position()));
    }
  }

  private void check(Reader reader, boolean everythingFits, String how) {
    List<String> wanted =
        published.stream()
            .filter(
                one ->
                    one.draft().kind() instanceof Kind.Durable && isCertain(reader, one.channel()))
            .map(Published::what)
            .toList();
    List<String> got =
        reader.seen.stream()
            .filter(one -> one.kind() instanceof Kind.Durable && isCertain(reader, one.channel()))
            .map(Drafts::what)
            .toList();
    assertThat(got).as(how + " %s", reader.channels).isEqualTo(wanted);
    assertThat(reader.seen).as(how).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    lastWords(reader, how);
    if (everythingFits) {
      assertThat(reader.resets).as(how).isEmpty();
    }
  }

  /** Of each key, the last word arrived. */
  private void lastWords(Reader reader, String how) {
    for (ChannelName channel : reader.channels) {
      if (!isCertain(reader, channel)) {
        continue;
      }
      for (String key : List.of("key0", "key1")) {
        List<String> seen =
            reader.seen.stream()
                .filter(
                    e -> e.channel().equals(channel) && e.kind().equals(new Kind.LatestWins(key)))
                .map(Drafts::what)
                .toList();
        List<String> words = words(channel, key);
        assertThat(words).as(how).containsSubsequence(seen);
        if (!words.isEmpty()) {
          assertThat(seen).as(how).endsWith(words.get(words.size() - 1));
        }
      }
    }
  }

  private List<String> words(ChannelName channel, String key) {
    return published.stream()
        .filter(
            one ->
                one.channel().equals(channel)
                    && one.draft().kind().equals(new Kind.LatestWins(key)))
        .map(Published::what)
        .toList();
  }

  private static boolean isCertain(Reader reader, ChannelName channel) {
    return reader.channels.contains(channel) && !reader.resets.containsKey(channel);
  }
}
