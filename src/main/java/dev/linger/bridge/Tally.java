package dev.linger.bridge;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the bridge does.
 *
 * <p>Threading: any thread.
 */
final class Tally {

  /** What is counted; {@link BridgeCounts} says what each means. */
  enum Of {
    STORED,
    REFUSED,
    LEFT,
    LOST,
    TAKEOVERS,
    GAPS,
    GAP_MILLIS,
    TOLD,
    UNADDRESSED,
    EXPIRED,
    TRIMMED
  }

  private final Map<Of, LongAdder> counts = new EnumMap<>(Of.class);

  Tally() {
    for (Of what : Of.values()) {
      counts.put(what, new LongAdder());
    }
  }

  void add(Of what, long count) {
    counter(what).add(count);
  }

  BridgeCounts counts(boolean isBridging, Heard heard) {
    long[] sounds = heard.counts();
    return new BridgeCounts(
        isBridging,
        heard.since() > 0,
        sounds[0],
        sounds[1],
        of(Of.STORED),
        of(Of.REFUSED),
        of(Of.LEFT),
        of(Of.LOST),
        of(Of.TAKEOVERS),
        of(Of.GAPS),
        of(Of.GAP_MILLIS),
        of(Of.TOLD),
        of(Of.UNADDRESSED),
        of(Of.EXPIRED),
        of(Of.TRIMMED));
  }

  private long of(Of what) {
    return counter(what).sum();
  }

  private LongAdder counter(Of what) {
    return Objects.requireNonNull(counts.get(what));
  }
}
