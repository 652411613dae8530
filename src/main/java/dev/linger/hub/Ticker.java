package dev.linger.hub;

/**
 * Where durations come from. Values are only ever compared by their difference, because they may
 * start anywhere and wrap around. The idea is Caffeine's: tests move a fake one.
 */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since an arbitrary origin, never going backward. */
  long nanos();
}
