package dev.linger.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.Position;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far the tail has come, for those who wait for it, and how far it must come: an append that
 * was acknowledged may not be passed over.
 *
 * <p>Threading: any thread; one lock, under which nothing else is called.
 */
final class TailProgress {

  private final LongSupplier nanos;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private Position reached = Position.ZERO;

  /** The newest position that an append of this node was told. */
  @GuardedBy("lock")
  private Position acknowledged = Position.ZERO;

  TailProgress(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The tail stands here now. */
  void reached(Position position) {
    synchronized (lock) {
      reached = position;
      lock.notifyAll();
    }
  }

  /** A new life: what was acknowledged in the old one is told as lost, and counts no more. */
  void restarted(Position position) {
    synchronized (lock) {
      acknowledged = Position.ZERO;
      reached = position;
      lock.notifyAll();
    }
  }

  /**
   * Notes that an append has been told this receipt. A repeated one does not count: it may be of an
   * older life, whose idempotency keys outlived its tail.
   */
  void acknowledged(Receipt receipt) {
    synchronized (lock) {
      if (!receipt.repeated()) {
        acknowledged = Position.later(acknowledged, receipt.position());
      }
    }
  }

  Position acknowledged() {
    synchronized (lock) {
      return acknowledged;
    }
  }

  /** True if something acknowledged would have to lie between two neighbours of the tail. */
  boolean isPassedOver(Position seen, Position next) {
    synchronized (lock) {
      return acknowledged.isAfter(seen) && next.isAfter(acknowledged);
    }
  }

  /** Waits until the tail has brought a position; false if it did not in time. */
  boolean await(Position position, Duration timeout) {
    long deadline = nanos.getAsLong() + timeout.toNanos();
    synchronized (lock) {
      while (position.isAfter(reached)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - nanos.getAsLong());
        if (left <= 0) {
          return false;
        }
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }
}
