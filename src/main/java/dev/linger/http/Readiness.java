package dev.linger.http;

import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether events get through, as a round trip through the log found it a moment ago.
 *
 * <p>Threading: one probe at a time. Who asks while it runs, or within {@link #FRESH} of its end,
 * is told what the last one found: asking often costs the log nothing, and a store that hangs holds
 * one thread, not one per question.
 */
final class Readiness {

  /** How long a finding is good for. */
  static final Duration FRESH = Duration.ofMillis(250);

  /** What a probe found: what is wrong, or null if nothing is. */
  private record Finding(@Nullable String failure, long atNanos) {}

  private final EventLog log;
  private final Ticker ticker;
  private final ReentrantLock probing = new ReentrantLock();
  private volatile @Nullable Finding last;

  Readiness(EventLog log, Ticker ticker) {
    this.log = log;
    this.ticker = ticker;
  }

  /** What is wrong; null if events get through. */
  @Nullable String failure() {
    Finding known = last;
    if (known == null) {
      probing.lock();
    } else if (isFresh(known) || !probing.tryLock()) {
      return known.failure();
    }
    try {
      Finding found = probe();
      last = found;
      return found.failure();
    } finally {
      probing.unlock();
    }
  }

  private Finding probe() {
    @Nullable String failure = null;
    try {
      log.probe();
    } catch (LogUnavailableException e) {
      failure = String.valueOf(e.getMessage());
    }
    return new Finding(failure, ticker.nanos());
  }

  private boolean isFresh(Finding finding) {
    return ticker.nanos() - finding.atNanos() < FRESH.toNanos();
  }
}
