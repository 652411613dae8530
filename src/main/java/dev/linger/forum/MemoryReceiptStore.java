package dev.linger.forum;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.linger.event.ChannelName;
import dev.linger.log.Draft;
import dev.linger.log.LogClock;
import dev.linger.log.MemoryEventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receipts beside the memory log, as lost as that when the node stops.
 *
 * <p>Threading: any thread. One lock, a leaf: it is taken within the log's append lock, so that
 * receipts change in the order in which they are told.
 */
final class MemoryReceiptStore implements ReceiptStore {

  /** How many receipts of all channels are remembered; the quietest channel goes first. */
  static final int MAX_RECEIPTS = 200_000;

  /** One channel's: by user, the one that was set last at the end. */
  private static final class Readers {
    private final Map<String, ReadReceipt> byUser = new LinkedHashMap<>();
    private long changedMillis;
  }

  private final MemoryEventLog log;
  private final LogClock clock;
  private final Duration age;
  private final Object lock = new Object();

  /** The channel that was told of last at the end. */
  @GuardedBy("lock")
  private final Map<ChannelName, Readers> channels = new LinkedHashMap<>();

  @GuardedBy("lock")
  private int count;

  MemoryReceiptStore(MemoryEventLog log, LogClock clock, Duration age) {
    this.log = log;
    this.clock = clock;
    this.age = age;
  }

  @Override
  public boolean advance(ChannelName channel, ReadReceipt receipt, Draft told, Origin origin) {
    return !log.run(() -> isSet(channel, receipt) ? List.of(told) : List.of()).isEmpty();
  }

  @Override
  public List<ReadReceipt> latest(ChannelName channel, int most) {
    synchronized (lock) {
      forgetOld();
      Readers readers = channels.get(channel);
      List<ReadReceipt> all = readers == null ? List.of() : List.copyOf(readers.byUser.values());
      List<ReadReceipt> latest = new ArrayList<>();
      for (int i = all.size() - 1; i >= 0 && latest.size() < most; i--) {
        latest.add(all.get(i));
      }
      return latest;
    }
  }

  private boolean isSet(ChannelName channel, ReadReceipt receipt) {
    synchronized (lock) {
      forgetOld();
      @Nullable Readers known = channels.get(channel);
      Readers readers = known == null ? new Readers() : known;
      @Nullable ReadReceipt before = readers.byUser.get(receipt.user());
      if (before != null && !receipt.post().isAfter(before.post())) {
        return false;
      }
      count += before == null ? 1 : 0;
      readers.byUser.remove(receipt.user());
      readers.byUser.put(receipt.user(), receipt);
      readers.changedMillis = clock.millis();
      if (readers.byUser.size() > MAX_PEOPLE) {
        dropFirst(readers.byUser.values().iterator());
        count--;
      }
      channels.remove(channel);
      channels.put(channel, readers);
      return true;
    }
  }

  @GuardedBy("lock")
  private void forgetOld() {
    long oldest = clock.millis() - age.toMillis();
    Iterator<Readers> quietest = channels.values().iterator();
    while (quietest.hasNext()) {
      Readers readers = quietest.next();
      if (readers.changedMillis >= oldest && count < MAX_RECEIPTS) {
        return;
      }
      count -= readers.byUser.size();
      quietest.remove();
    }
  }

  private static void dropFirst(Iterator<?> first) {
    first.next();
    first.remove();
  }
}
