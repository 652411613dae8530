package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.B;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.once;
import static dev.linger.log.Drafts.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.support.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/** Redis loses something that was acknowledged: all nodes begin a new epoch, every client hears. */
class RedisLossTest {

  private final List<AutoCloseable> parts = new ArrayList<>();
  private RedisProcess redis;
  private LogNode a;
  private LogNode b;

  @BeforeEach
  void start() {
    redis = RedisProcess.embedded("--dbfilename", "dump.rdb");
    parts.add(redis);
    a = node();
    b = node();
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = parts.size() - 1; i >= 0; i--) {
      parts.get(i).close();
    }
  }

  @Test
  void a_server_that_comes_back_empty_resets_on_all_nodes() throws Exception {
    Cursor cursor = published(3);
    redis.kill();
    redis.start();

    assertReset(cursor);
  }

  @Test
  void flushing_everything_resets_on_all_nodes() throws Exception {
    Cursor cursor = published(3);
    meddle(Jedis::flushAll);

    assertReset(cursor);
  }

  @Test
  void an_older_snapshot_resets_on_all_nodes() throws Exception {
    published(3);
    meddle(Jedis::save);
    Cursor cursor = published(3);
    redis.kill();
    redis.start();

    assertReset(cursor);
  }

  @Test
  void an_older_snapshot_resets_those_too_whose_cursor_lies_before_it() throws Exception {
    Cursor cursor = published(3);
    meddle(Jedis::save);
    published(3);
    redis.kill();
    redis.start();

    assertReset(cursor);
  }

  @Test
  void a_deleted_tail_resets_on_all_nodes() throws Exception {
    Cursor cursor = published(3);
    meddle(jedis -> jedis.del("{linger}:tail"));

    assertReset(cursor);
  }

  @Test
  void a_deleted_tail_resets_also_when_somebody_appends_first() throws Exception {
    Cursor cursor = published(3);
    meddle(jedis -> jedis.del("{linger}:tail"));
    a.log.append(List.of(durable(A, "after")));

    assertReset(cursor);
  }

  @Test
  void a_tail_that_was_deleted_while_no_node_looked_resets_too() throws Exception {
    Cursor cursor = published(3);
    closeNodes();
    meddle(jedis -> jedis.del("{linger}:tail"));
    a = node();
    b = node();

    assertReset(cursor);
  }

  @Test
  void an_emptied_tail_resets_on_all_nodes() throws Exception {
    Cursor cursor = published(3);
    meddle(jedis -> jedis.xtrim("{linger}:tail", 0, false));

    assertReset(cursor);
  }

  @Test
  void a_deleted_epoch_resets_on_all_nodes() throws Exception {
    Cursor cursor = published(3);
    meddle(jedis -> jedis.del("{linger}:epoch"));

    assertReset(cursor);
  }

  @Test
  void what_was_acknowledged_but_not_yet_seen_is_missed_too() throws Exception {
    // A's tail is held up; what A then appends is seen by nobody before it is lost.
    CountDownLatch goOn = holdUp(a);
    b.close();
    parts.remove(b);
    Cursor cursor = a.now();
    meddle(Jedis::save);
    a.log.append(List.of(durable(A, "lost")));
    redis.kill();
    redis.start();
    goOn.countDown();
    b = node();

    assertReset(cursor);
  }

  @Test
  void what_was_acknowledged_but_not_yet_seen_is_missed_also_when_others_go_on() throws Exception {
    CountDownLatch goOn = holdUp(a);
    b.close();
    parts.remove(b);
    Cursor cursor = a.now();
    meddle(Jedis::save);
    // The last one of the batch had been stored before: the first one counts all the same.
    a.log.append(List.of(durable(A, "lost"), once("held", durable(B, "repeated"))));
    redis.kill();
    redis.start();
    b = node();
    b.publish(durable(A, "from a node that knows nothing of it"));
    goOn.countDown();

    assertReset(cursor);
  }

  @Test
  void an_epoch_of_the_past_that_comes_back_is_not_honoured() throws Exception {
    // The second loss takes the renewal with it that told of the first.
    Cursor cursor = published(3);
    Epoch first = cursor.epoch();
    meddle(Jedis::save);
    published(3);
    meddle(Jedis::flushAll);
    await().until(() -> !a.epoch().equals(first) && !b.epoch().equals(first));
    redis.kill();
    redis.start();

    await().until(() -> a.log.tail().isConnected() && a.epoch().equals(b.epoch()));
    assertReset(cursor);
  }

  @Test
  void a_connection_that_breaks_loses_nothing_and_resets_nobody() throws Exception {
    Reader reader = new Reader(a.now(), A);
    for (int i = 1; i <= 5; i++) {
      a.insist(once("key" + i, durable(A, i)));
      meddle(jedis -> jedis.clientKill(new ClientKillParams().skipMe(ClientKillParams.SkipMe.YES)));
    }
    a.insist(once("key6", durable(A, 6)));

    await().until(() -> reader.read(b) != null && reader.seen.size() == 6);
    assertThat(reader.seen()).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(reader.resets).isEmpty();
  }

  private interface Meddling {
    void with(Jedis jedis);
  }

  private LogNode node() {
    LogNode node = LogNode.on(redis);
    parts.add(node);
    return node;
  }

  private void closeNodes() {
    parts.removeAll(List.of(a, b));
    a.close();
    b.close();
  }

  private void meddle(Meddling meddling) {
    try (Jedis jedis = redis.jedis()) {
      meddling.with(jedis);
    }
  }

  /** Publishes, and gives a cursor behind it that both nodes know. */
  private Cursor published(int count) throws Exception {
    a.publish(some(A, count));
    Cursor cursor = a.now();
    await().until(() -> b.now().position().compareTo(cursor.position()) >= 0);
    return cursor;
  }

  /** Stops the node's tail right behind one event, until the latch is counted down. */
  private CountDownLatch holdUp(LogNode node) throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    LogListener waiting = RedisNodesTest.waitingFor(goOn);
    node.advances.alsoTell(
        new LogListener() {
          @Override
          public void advanced(ChannelName channel, Position position) {
            held.countDown();
            waiting.advanced(channel, position);
          }

          @Override
          public void resumed() {}
        });
    node.log.append(List.of(once("held", durable(B, "held up here"))));
    held.await();
    return goOn;
  }

  /** Both nodes are in one new epoch, refuse the cursor, and go on without a further reset. */
  private void assertReset(Cursor old) throws Exception {
    await()
        .until(
            () ->
                a.log.tail().isConnected()
                    && b.log.tail().isConnected()
                    && !a.epoch().equals(old.epoch())
                    && a.epoch().equals(b.epoch()));
    for (LogNode node : List.of(a, b)) {
      Reader reader = new Reader(old, A);
      reader.read(node);
      assertThat(reader.resets).containsEntry(A, Replay.Reason.EPOCH);
      reader.resets.clear();
      node.publish(durable(A, "a new life"));
      await().until(() -> reader.read(a) != null && reader.seen().contains("a new life"));
      assertThat(reader.resets).isEmpty();
    }
    assertThat(a.epoch()).isEqualTo(b.epoch());
  }
}
