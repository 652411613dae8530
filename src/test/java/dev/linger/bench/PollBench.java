package dev.linger.bench;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Position;
import dev.linger.hub.Hub;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.poll.PollAnswer;
import dev.linger.poll.PollExchange;
import dev.linger.poll.PollLimits;
import dev.linger.poll.PollRequest;
import dev.linger.poll.Poller;
import dev.linger.poll.Reader;
import java.time.Duration;
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

/** Everything but HTTP: polls read, park and read again; an append wakes them; each is answered. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PollBench implements PollExchange {

  /** How many polls are parked on the channel that is published to. */
  @Param({"1", "100", "10000"})
  public int polls;

  private final List<ChannelName> channels = List.of(new ChannelName("thread:42"));
  private MemoryEventLog log;
  private Poller poller;
  private Cursor cursor;

  /** A node without HTTP; whoever appends also carries out the answers. */
  @Setup
  public void start() {
    Hub hub = new Hub(System::nanoTime, TimeUnit.MILLISECONDS.toNanos(50), 100_000, Runnable::run);
    log =
        LogBench.log(
            new LogListener() {
              @Override
              public void advanced(ChannelName channel, Position position) {
                hub.advanced(channel, position);
              }

              @Override
              public void resumed() {
                hub.wakeAll();
              }
            });
    poller = new Poller(log, hub, System::nanoTime, PollLimits.DEFAULT);
    log.append(List.of(LogBench.draft("thread:42", 0)));
    poller.prepare(request(null), this).start();
  }

  /** One event to all of them, from poll to answer. */
  @Benchmark
  public Cursor parkAllAndAppend() {
    PollRequest request = request(cursor);
    for (int i = 0; i < polls; i++) {
      poller.prepare(request, this).start();
    }
    log.append(List.of(LogBench.draft("thread:42", 1)));
    return cursor;
  }

  @Override
  public void answer(PollAnswer answer) {
    cursor = answer.replay().cursor();
  }

  @Override
  public void unauthorized() {
    throw new IllegalStateException("anybody is welcome");
  }

  @Override
  public void crowded() {
    throw new IllegalStateException("anybody is welcome");
  }

  @Override
  public void unavailable(String why) {
    throw new IllegalStateException(why);
  }

  private PollRequest request(Cursor after) {
    return new PollRequest(
        channels, List.of(), after, Duration.ofSeconds(25), 100, 0, null, Reader.ANYBODY);
  }
}
