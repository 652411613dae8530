package dev.linger.bench;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.log.Draft;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.ReadLimit;
import dev.linger.log.Receipt;
import dev.linger.log.Retention;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The log in memory: appending, and reading after a cursor that memory reaches back to. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogBench {

  static final LogListener NOBODY =
      new LogListener() {
        @Override
        public void advanced(ChannelName channel, Position position) {}

        @Override
        public void resumed() {}
      };

  private static final int CHANNELS = 1_000;
  private static final ReadLimit LIMIT = new ReadLimit(100, 1 << 20);

  private MemoryEventLog log;
  private Draft[] drafts;
  private int next;
  private List<ChannelName> read;
  private Cursor beforeTheLast;
  private Cursor now;

  /** A full memory: every append lets go of an event, as in a node that has run for a while. */
  @Setup
  public void fill() {
    log = log(NOBODY);
    drafts = new Draft[CHANNELS];
    for (int i = 0; i < CHANNELS; i++) {
      drafts[i] = draft("thread:" + i, i);
    }
    for (int i = 0; i < 2 * Retention.DEFAULT.recentEvents(); i++) {
      append();
    }
    read = List.of(new ChannelName("thread:7"));
    beforeTheLast = log.latest(read, 0, LIMIT).cursor();
    log.append(List.of(drafts[7]));
    now = log.latest(read, 0, LIMIT).cursor();
  }

  static MemoryEventLog log(LogListener listener) {
    return new MemoryEventLog(
        Retention.DEFAULT, new Epoch("bench"), System::currentTimeMillis, listener);
  }

  static Draft draft(String channel, long n) {
    return new Draft(new ChannelName(channel), Kind.DURABLE, Wire.data(n), null);
  }

  /** One event, in one of a thousand channels. */
  @Benchmark
  public List<Receipt> append() {
    next = (next + 1) % CHANNELS;
    return log.append(List.of(drafts[next]));
  }

  /** There is one event after the cursor: what a woken poll does. */
  @Benchmark
  public Replay readOneEvent() {
    return log.read(beforeTheLast, read, LIMIT);
  }

  /** There is none: what a poll does before it parks, twice. */
  @Benchmark
  public Replay readNothingNew() {
    return log.read(now, read, LIMIT);
  }
}
