package dev.linger.log;

/** The clock that positions are made from: this machine's for the memory log, Redis' for Redis. */
@FunctionalInterface
public interface LogClock {

  /** Milliseconds since 1970. */
  long millis();
}
