package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linger.event.ChannelName;
import dev.linger.forum.Notifications;
import dev.linger.forum.Overheard;
import dev.linger.forum.Receipts;
import dev.linger.forum.Stores;
import dev.linger.log.LogUnavailableException;
import dev.linger.publish.PublishLimits;
import dev.linger.support.FakeTicker;
import dev.linger.support.RedisProcess;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What was heard of how far people have read, between events, on nodes that come to an end. */
class StoringTest {

  private static final ChannelName THREAD = new ChannelName("thread:42");

  private static RedisProcess redis;
  private SharedLogNode log;
  private Receipts receipts;
  private Overheard overheard;
  private final FakeTicker ticker = new FakeTicker();

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void open() {
    try (Jedis jedis = redis.jedis()) {
      jedis.flushAll();
    }
    log = new SharedLogNode(redis, "a1");
    Stores stores = Stores.of(log.log);
    receipts = new Receipts(log.log, stores.receipts(), ticker);
    overheard = new Overheard(receipts, new Notifications(log.log, stores.marks(), ticker));
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** One node: it has heard the same as every other one. */
  private final class Node {
    private final Heard heard = new Heard(65_536, ticker::nanos);
    private final Tally tally = new Tally();
    private final Storing storing;
    private SharedLog.Standing standing;

    Node(ReadMarks marks, String... heardMessages) {
      BridgeSettings settings =
          new BridgeSettings(
              SharedLogNode.settings(redis.url()),
              List.of("forum"),
              Routes.DEFAULT,
              PublishLimits.DEFAULT,
              false);
      storing =
          new Storing(
              log.shared,
              heard,
              new Inbound(settings),
              marks,
              new Complaints(ticker::nanos),
              tally);
      heard.begin();
      heard.mark(17);
      List.of(heardMessages).forEach(message -> heard.word("forum", message));
    }

    void begin(String name) throws LogUnavailableException {
      try (Jedis jedis = redis.jedis()) {
        jedis.del("{linger}:bridge");
      }
      standing = log.shared.renew(name, true);
      heard.forget(standing.heard());
      storing.begin(standing);
    }

    boolean store() throws LogUnavailableException {
      return storing.store(standing.token());
    }
  }

  @Test
  void receipts_are_told_between_the_events_that_they_were_said_between() throws Exception {
    Node node =
        new Node(overheard::move, post(1), read("7", 1), post(2), read("7", 2), read("8", 1));
    node.begin("a");
    assertThat(node.store()).isTrue();
    assertThat(stored())
        .containsExactly(post(1), read("7", 1), post(2), read("7", 2), read("8", 1));
    assertThat(node.tally.counts(true, node.heard).stored()).isEqualTo(5);
    assertThat(node.heard.next(10)).as("left to do").isEmpty();
  }

  /** Hunts this: A moves the receipts; A is replaced before it stores how far it has heard. */
  @Test
  void a_node_that_takes_over_says_again_what_was_not_noted_and_it_is_told_once() throws Exception {
    String[] said = {post(1), post(2), read("7", 1), read("7", 2), read("7", 1), post(3)};
    Node b = new Node(overheard::move, said);
    AtomicBoolean replaced = new AtomicBoolean();
    Node a =
        new Node(
            (channel, message) -> {
              overheard.move(channel, message);
              if (!replaced.getAndSet(true)) {
                b.begin("b");
              }
            },
            said);
    a.begin("a");
    assertThat(a.store()).as("it still bridges").isFalse();
    assertThat(b.store()).isTrue();
    assertThat(stored()).containsExactly(post(1), post(2), read("7", 1), read("7", 2), post(3));
    assertThat(receipts.latest(THREAD).receipts())
        .extracting(receipt -> receipt.post().value())
        .containsExactly("2");
  }

  @Test
  void when_the_log_was_away_it_goes_on_with_the_receipt_that_was_not_confirmed() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    Node node =
        new Node(
            (channel, message) -> {
              if (message.path("userId").asText().equals("8") && away.getAndSet(false)) {
                throw new LogUnavailableException("away");
              }
              overheard.move(channel, message);
            },
            post(1),
            read("7", 1),
            "{\"type\":\"read\",\"threadId\":\"42\",\"postId\":9,\"userId\":7}",
            read("8", 1),
            post(2));
    node.begin("a");
    assertThatThrownBy(node::store).isInstanceOf(LogUnavailableException.class);
    assertThat(stored()).containsExactly(post(1), read("7", 1));
    assertThat(node.store()).isTrue();
    assertThat(stored()).containsExactly(post(1), read("7", 1), read("8", 1), post(2));
    BridgeCounts counts = node.tally.counts(true, node.heard);
    assertThat(counts.stored()).isEqualTo(4);
    assertThat(counts.refused()).as("the one for the future").isEqualTo(1);
  }

  private static String post(int id) {
    return "{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":" + id + "}}";
  }

  private static String read(String user, int post) {
    return "{\"type\":\"read\",\"threadId\":\"42\",\"userId\":\""
        + user
        + "\",\"postId\":\""
        + post
        + "\"}";
  }

  private static List<String> stored() {
    try (Jedis jedis = redis.jedis()) {
      return jedis.xrange("{linger}:channel:thread:42", "-", "+").stream()
          .map(entry -> entry.getFields().get("data"))
          .toList();
    }
  }
}
