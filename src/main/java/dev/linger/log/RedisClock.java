package dev.linger.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Redis' time, carried on between the moments at which Redis tells it. Ephemeral events expire by
 * the clock that gave them their position, and this machine's may be off by more than a whole ttl.
 *
 * <p>Threading: set by the tail, read by anybody.
 */
final class RedisClock implements LogClock {

  private record Moment(long millis, long nanos) {}

  private final LongSupplier nanos;
  private volatile Moment told = new Moment(0, 0);

  /**
   * A clock that stands at zero until it is set.
   *
   * @param nanos a monotonic time, in nanoseconds
   */
  RedisClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void set(long millis) {
    told = new Moment(millis, nanos.getAsLong());
  }

  @Override
  public long millis() {
    Moment moment = told;
    return moment.millis() + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - moment.nanos());
  }
}
