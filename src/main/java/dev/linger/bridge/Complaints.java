package dev.linger.bridge;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines about what was refused, at most one for a pub/sub channel in {@link #INTERVAL}: whoever
 * can speak there must not be able to fill a disk.
 *
 * <p>Threading: one thread. The map is bounded, because the channels are the operator's.
 */
final class Complaints {

  static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Complaints.class);

  private record Last(long atNanos, long unsaid) {}

  private final LongSupplier nanos;
  private final Map<String, Last> said = new HashMap<>();

  Complaints(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Says what was wrong, or only counts it. */
  void refused(String channel, String why) {
    long now = nanos.getAsLong();
    Last last = said.get(channel);
    if (last != null && now - last.atNanos() < INTERVAL.toNanos()) {
      said.put(channel, new Last(last.atNanos(), last.unsaid() + 1));
      return;
    }
    long unsaid = last == null ? 0 : last.unsaid();
    log.warn(
        "the bridge refuses a message on {}: {}; {} more since it was last said",
        channel,
        why,
        unsaid);
    said.put(channel, new Last(now, 0));
  }
}
