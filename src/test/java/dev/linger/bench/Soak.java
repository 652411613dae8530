package dev.linger.bench;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.log.Draft;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.ReadLimit;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A million events through the memory log, with a reader who follows and checks that none is
 * missing, none comes twice and none out of order. Prints the heap after a collection as it goes:
 * it must not grow once the memory is full. To be run with {@code -Xmx256m}.
 */
final class Soak implements LogListener {

  private static final int EVENTS = 1_000_000;
  private static final int STEP = 100_000;
  private static final int CHANNELS = 40;
  private static final ReadLimit LIMIT = new ReadLimit(100, 1 << 20);

  /** The reader may not fall so far behind that memory has let go of what it needs. */
  private final Semaphore ahead = new Semaphore(8_000);

  private final Semaphore news = new Semaphore(0);
  private final List<ChannelName> channels = new ArrayList<>();
  private final MemoryEventLog log = LogBench.log(this);
  private long read;
  private long wrong;

  private Soak() {
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(new ChannelName("thread:" + i));
    }
  }

  static void run() throws InterruptedException {
    System.out.printf("the heap may take %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
    new Soak().soak();
  }

  private void soak() throws InterruptedException {
    Cursor start = log.latest(channels, 0, LIMIT).cursor();
    Thread reader = new Thread(() -> follow(start), "reader");
    reader.setDaemon(true);
    reader.start();
    long startNanos = System.nanoTime();
    for (int n = 0; n < EVENTS; n++) {
      ahead.acquire();
      // A fresh key for every event, because the memory of keys must be bounded as well.
      log.append(
          List.of(new Draft(channels.get(n % CHANNELS), Kind.DURABLE, Wire.data(n), "once-" + n)));
      if ((n + 1) % STEP == 0) {
        System.out.printf("%,9d events, %6.1f MB after collection%n", n + 1, heapMegabytes());
      }
    }
    reader.join();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    System.out.printf(
        "%,d read, %d missing, repeated or out of order, %.1f s, %s%n", read, wrong, seconds, log);
    if (wrong > 0) {
      throw new IllegalStateException("the reader has not seen every event once and in order");
    }
  }

  private void follow(Cursor start) {
    Cursor cursor = start;
    while (read < EVENTS) {
      Replay replay = log.read(cursor, channels, LIMIT);
      cursor = replay.cursor();
      if (replay instanceof Replay.Events some) {
        some.events().forEach(this::check);
        ahead.release(some.events().size());
      } else if (replay instanceof Replay.Reset) {
        throw new IllegalStateException("a reset: " + replay);
      } else {
        news.acquireUninterruptibly();
        news.drainPermits();
      }
    }
  }

  private void check(Event event) {
    if (!event.data().equals(Wire.data(read))) {
      wrong++;
    }
    read++;
  }

  @Override
  public void advanced(ChannelName channel, Position position) {
    news.release();
  }

  @Override
  public void resumed() {
    news.release();
  }

  private static double heapMegabytes() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20);
  }
}
