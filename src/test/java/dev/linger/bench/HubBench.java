package dev.linger.bench;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.hub.Hub;
import dev.linger.hub.Outcome;
import dev.linger.hub.Waiter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Parking and waking beside many who stay parked: a waiter costs what it costs with those in the
 * same indexes. Ends are carried out by the caller, so that no hand-over between threads hides
 * them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HubBench {

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(25);

  /** How many wait for the channel that advances. */
  @Param({"1", "100", "10000"})
  public int waiters;

  private final List<ChannelName> channel = List.of(new ChannelName("thread:42"));
  private Hub hub;
  private long sequence;
  private int told;

  /** Ten thousand wait for something else. */
  @Setup
  public void fill() {
    hub = new Hub(System::nanoTime, TICK_NANOS, 100_000, Runnable::run);
    for (int i = 0; i < 10_000; i++) {
      hub.park(waiter(List.of(new ChannelName("user:" + i)), Position.ZERO, i));
    }
    parkAll();
  }

  /** Everybody who waits for the channel is woken and parks again, as polling clients do. */
  @Benchmark
  public int wakeAndParkAll() {
    sequence++;
    told = 0;
    hub.advanced(channel.get(0), new Position(0, sequence));
    parkAll();
    return told;
  }

  /** One who finds the answer on the second read. */
  @Benchmark
  public boolean parkAndClaim() {
    Waiter waiter = waiter(channel, new Position(0, sequence), 1);
    hub.park(waiter);
    return hub.claim(waiter, Outcome.ANSWERED);
  }

  private void parkAll() {
    for (int i = 0; i < waiters; i++) {
      hub.park(waiter(channel, new Position(0, sequence), i));
    }
  }

  private Waiter waiter(List<ChannelName> channels, Position after, int i) {
    // As the jitter of real holds spreads them: over 5 s.
    long due = System.nanoTime() + HOLD_NANOS + i % 100 * TICK_NANOS;
    return new Waiter(channels, after, due, null, outcome -> told++);
  }
}
