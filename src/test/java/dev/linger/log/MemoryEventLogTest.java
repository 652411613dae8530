package dev.linger.log;

import static dev.linger.log.Drafts.A;
import static dev.linger.log.Drafts.NO_LIMIT;
import static dev.linger.log.Drafts.durable;
import static dev.linger.log.Drafts.once;
import static dev.linger.log.Drafts.some;
import static dev.linger.log.Drafts.whats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Replay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryEventLogTest extends EventLogContract {

  private final AtomicLong millis = new AtomicLong(1_732_412_345_678L);

  @Override
  EventLog open(Retention retention) {
    return new MemoryEventLog(retention, new Epoch("e1"), millis::get, advances);
  }

  @Override
  void passTime(Duration duration) {
    millis.addAndGet(duration.toMillis());
  }

  @Test
  void positions_go_on_where_the_clock_goes_backward() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    Cursor start = now(log);
    publish(log, durable(A, 1));
    passTime(Duration.ofHours(-1));
    publish(log, durable(A, 2));

    assertThat(whats(log.read(start, List.of(A), NO_LIMIT))).containsExactly("1", "2");
  }

  @Test
  void an_idempotency_key_is_forgotten_after_its_time() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    publish(log, once("key", durable(A, 1)));
    passTime(Retention.DEFAULT.onceAge().plusMillis(1));

    assertThat(publish(log, once("key", durable(A, 2))).get(0).repeated()).isFalse();
  }

  @Test
  void idempotency_keys_are_bounded_in_number() throws Exception {
    EventLog log = open(Retention.DEFAULT);
    for (int i = 0; i <= MemoryEventLog.MAX_ONCE_KEYS + 1; i++) {
      log.append(List.of(once("key" + i, durable(A, i))));
    }

    assertThat(log.append(List.of(once("key0", durable(A, "new")))).get(0).repeated()).isFalse();
    assertThat(log.append(List.of(once("key900", durable(A, "old")))).get(0).repeated()).isTrue();
  }

  @Test
  void memory_is_bounded_by_bytes_too() throws Exception {
    EventLog log =
        open(new Retention(1_000_000, 10_000, 1_000, Duration.ofDays(1), Duration.ofHours(1)));
    Cursor start = now(log);
    publish(log, some(A, 1_000));

    assertThat(log.read(start, List.of(A), NO_LIMIT)).isInstanceOf(Replay.Reset.class);
    assertThat(log.toString()).contains("47 events");
  }
}
