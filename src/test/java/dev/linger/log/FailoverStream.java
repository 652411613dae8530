package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.B;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.once;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;

/** Publishes a stream of events on one node, kills something, and follows on two nodes. */
final class FailoverStream {

  private static final int EVENTS = 300;
  private static final int KILL_AT = 100;

  private FailoverStream() {}

  /**
   * Every event that was acknowledged arrives once and in order, or the reader is told to reset;
   * never silence.
   */
  static void check(LogNode publishing, LogNode following, Runnable kill) throws Exception {
    Reader reader = new Reader(publishing.now(), A, B);
    await().until(() -> following.epoch().equals(reader.cursor.epoch()));
    for (int i = 1; i <= EVENTS; i++) {
      if (i == KILL_AT) {
        kill.run();
      }
      publishing.insist(once("event" + i, durable(i % 2 == 0 ? A : B, i)));
      try {
        reader.read(i % 3 == 0 ? publishing : following);
      } catch (LogUnavailableException e) {
        // Asks again with the same cursor, as a client does.
      }
    }
    String last = Integer.toString(EVENTS);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(LogUnavailableException.class)
        .until(() -> reader.read(following) != null && isDone(reader, last));

    assertThat(reader.seen.stream().map(Drafts::what).map(Integer::valueOf))
        .isSorted()
        .doesNotHaveDuplicates();
    if (reader.resets.isEmpty()) {
      assertThat(reader.seen())
          .isEqualTo(IntStream.rangeClosed(1, EVENTS).mapToObj(Integer::toString).toList());
    }
    // A node that is quiet hears of a new life half a second later.
    await().until(() -> following.epoch().equals(publishing.epoch()));
    // Whoever was reset goes on from there like everybody else.
    reader.resets.clear();
    publishing.insist(once("end", durable(A, EVENTS + 1)));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> reader.read(following) != null && reader.seen().contains("301"));
    assertThat(reader.resets).isEmpty();
  }

  private static boolean isDone(Reader reader, String last) {
    return !reader.resets.isEmpty() || reader.seen().contains(last);
  }
}
