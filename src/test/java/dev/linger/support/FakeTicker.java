package dev.linger.support;

import dev.linger.hub.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A time that passes when a test says so. It starts just before it wraps around. */
public final class FakeTicker implements Ticker {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Lets time pass. */
  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
