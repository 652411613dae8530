package dev.linger.hub;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which waiters wait for a channel. A channel without waiters takes no memory.
 *
 * <p>Threading: every look at or change of one channel's entry happens inside the map's atomic
 * operations on that channel, which are its lock; nothing is called from in there, and no entry
 * leaves it.
 */
final class WaiterIndex {

  /** One channel's waiters, and the wake-up that is on its way to them. */
  private static final class Entry {
    // Most user channels have one waiter: start as small as a set can be.
    private final Set<Waiter> waiters = new HashSet<>(2);
    private Position advancedTo = Position.ZERO;
    private boolean wakeIsDue;
  }

  private final ConcurrentHashMap<ChannelName, Entry> byChannel = new ConcurrentHashMap<>();

  void add(Waiter waiter) {
    for (ChannelName channel : waiter.channels()) {
      byChannel.compute(
          channel,
          (name, present) -> {
            Entry entry = present == null ? new Entry() : present;
            entry.waiters.add(waiter);
            return entry;
          });
    }
  }

  void remove(Waiter waiter) {
    for (ChannelName channel : waiter.channels()) {
      byChannel.computeIfPresent(
          channel,
          (name, entry) -> {
            entry.waiters.remove(waiter);
            return entry.waiters.isEmpty() ? null : entry;
          });
    }
  }

  /**
   * Notes that the channel can be read up to {@code position}.
   *
   * @return true if the caller must see to it that {@link #takeBehind} is called; false if nobody
   *     waits or somebody will call it anyway
   */
  boolean advance(ChannelName channel, Position position) {
    boolean[] wake = new boolean[1];
    byChannel.computeIfPresent(
        channel,
        (name, entry) -> {
          entry.advancedTo = Position.later(entry.advancedTo, position);
          wake[0] = !entry.wakeIsDue;
          entry.wakeIsDue = true;
          return entry;
        });
    return wake[0];
  }

  /** Those who have not seen how far the channel can be read; they stay in the index. */
  List<Waiter> takeBehind(ChannelName channel) {
    List<Waiter> behind = new ArrayList<>();
    byChannel.computeIfPresent(
        channel,
        (name, entry) -> {
          entry.wakeIsDue = false;
          for (Waiter waiter : entry.waiters) {
            if (entry.advancedTo.isAfter(waiter.after())) {
              behind.add(waiter);
            }
          }
          return entry;
        });
    return behind;
  }

  int channelCount() {
    return byChannel.size();
  }
}
