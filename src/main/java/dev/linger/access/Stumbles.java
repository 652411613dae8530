package dev.linger.access;

import dev.linger.hub.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log lines about a policy that fails: one with its stack, and then not another in {@link
 * #INTERVAL}. A policy is asked for each channel of each poll: one whose database is away would
 * fill a disk within minutes.
 *
 * <p>Threading: any thread; of several that stumble at once, one writes the line.
 */
public final class Stumbles {

  static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Stumbles.class);

  private final Ticker ticker;
  private final AtomicLong nextNanos;
  private final AtomicLong unsaid = new AtomicLong();

  /** Nobody has stumbled yet. */
  public Stumbles(Ticker ticker) {
    this.ticker = ticker;
    this.nextNanos = new AtomicLong(ticker.nanos());
  }

  /** Says it, or only counts it. */
  void add(RuntimeException stumble) {
    long now = ticker.nanos();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL.toNanos())) {
      log.error(
          "the access policy failed, which counts as a no; {} more times since it was last said",
          unsaid.getAndSet(0),
          stumble);
    } else {
      unsaid.incrementAndGet();
    }
  }
}
