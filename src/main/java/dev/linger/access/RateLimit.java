package dev.linger.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.linger.hub.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps everybody to a rate, each by a bucket of their own.
 *
 * <p>A bucket that has not been touched for as long as it takes to fill is full, like a new one,
 * and is forgotten. If more than {@value #MAX_BUCKETS} are in use, those that are used least are
 * forgotten sooner: who has that many addresses is not kept to anything by a bound per address
 * anyway, and memory stays bounded.
 *
 * <p>Threading: any thread; nobody waits.
 */
public final class RateLimit {

  /** As many as a node parks polls; some 300 bytes each. */
  static final int MAX_BUCKETS = 20_000;

  private final Rate rate;
  private final TimeMeter meter;
  private final Cache<String, Bucket> buckets;
  private final LongAdder refused = new LongAdder();

  /** Nobody has taken anything yet. */
  public RateLimit(Rate rate, Ticker ticker) {
    this.rate = rate;
    this.meter = new Meter(ticker, ticker.nanos());
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(Duration.ofSeconds(1L + rate.burst() / rate.perSecond()))
            .ticker(ticker::nanos)
            // Its housekeeping is small, and all threads here have a name and an owner.
            .executor(Runnable::run)
            .build();
  }

  /** Takes one. */
  public boolean take(String who) {
    return take(who, 1);
  }

  /**
   * Takes some, all or none.
   *
   * @return false if there are not as many left for this one
   */
  public boolean take(String who, int count) {
    // More than a bucket holds could never be had: who asks for that gets it out of a full one. And
    // who asks for nothing has asked.
    int cost = Math.max(1, Math.min(count, rate.burst()));
    boolean taken = buckets.get(who, name -> bucket()).tryConsume(cost);
    if (!taken) {
      refused.increment();
    }
    return taken;
  }

  /** How often somebody was refused. */
  public long refused() {
    return refused.sum();
  }

  /** How many buckets there are, about. */
  public long size() {
    return buckets.estimatedSize();
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
        .withCustomTimePrecision(meter)
        .build();
  }

  /** Our time, for the library, which compares without minding that it may wrap around. */
  private record Meter(Ticker ticker, long startNanos) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return ticker.nanos() - startNanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
