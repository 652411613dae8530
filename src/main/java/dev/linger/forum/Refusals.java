package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.hub.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, and says so with the channel's name: at most once a second, because who
 * sends nonsense sends much of it, and a full log hides the rest.
 *
 * <p>Threading: any thread.
 */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final String what;
  private final Ticker ticker;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong saidAt;

  Refusals(String what, Ticker ticker) {
    this.what = what;
    this.ticker = ticker;
    this.saidAt = new AtomicLong(ticker.nanos() - SILENCE.toNanos());
  }

  void add(ChannelName channel) {
    long number = count.incrementAndGet();
    long now = ticker.nanos();
    long before = saidAt.get();
    if (now - before >= SILENCE.toNanos() && saidAt.compareAndSet(before, now)) {
      log.warn("refused {} in {}, {} so far", what, channel, number);
    }
  }

  long count() {
    return count.get();
  }
}
