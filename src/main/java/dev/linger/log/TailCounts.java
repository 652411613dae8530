package dev.linger.log;

import dev.linger.event.Position;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to the tail.
 *
 * <p>Threading: written by the tail's thread, read by any.
 */
final class TailCounts {

  final LongAdder arrived = new LongAdder();
  final LongAdder outages = new LongAdder();
  final LongAdder epochs = new LongAdder();
  final LongAdder fellBehind = new LongAdder();
  final LongAdder skipped = new LongAdder();

  private final LongSupplier nanos;
  private volatile long readNanos;

  TailCounts(LongSupplier nanos) {
    this.nanos = nanos;
    this.readNanos = nanos.getAsLong();
  }

  /** The store has answered. */
  void read() {
    readNanos = nanos.getAsLong();
  }

  LogCounts counts(boolean isUp, @Nullable RecentEvents recent) {
    return new LogCounts(
        isUp,
        nanos.getAsLong() - readNanos,
        recent == null ? 0 : recent.size(),
        recent == null ? 0 : recent.bytes(),
        recent == null ? Position.ZERO : recent.head().position(),
        arrived.sum(),
        outages.sum(),
        epochs.sum(),
        fellBehind.sum(),
        skipped.sum());
  }
}
