package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The retained events of all channels, in one total order.
 *
 * <p>What the caller may rely on:
 *
 * <ul>
 *   <li>What {@link #append} has answered is in the log, and on as many replicas as were asked for.
 *   <li>{@link #read} after a cursor gives the events behind it, in order and without a gap, or
 *       says that it can't. Asking again with the same cursor gives the same events.
 *   <li>An event can be read before the {@link LogListener} is told of it.
 *   <li>Reading what is recent touches memory only, also while the store is away.
 * </ul>
 *
 * <p>Threading: all methods may be called by any thread, and none waits for an event. They may wait
 * for the store, within its time-outs.
 */
public interface EventLog {

  /**
   * Stores events, all or none, in the order given.
   *
   * @return what became of each draft, in the same order
   * @throws LogUnavailableException if the store did not confirm: the events may or may not be
   *     there, and only drafts with an idempotency key can be offered again without storing them
   *     twice
   */
  List<Receipt> append(List<Draft> drafts) throws LogUnavailableException;

  /**
   * What has happened in some channels after a cursor.
   *
   * @param channels at least one, without repetitions
   * @throws LogUnavailableException if memory can't tell and the store can't be asked
   */
  Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit)
      throws LogUnavailableException;

  /**
   * The cursor of now, with the newest durable events that lie before it.
   *
   * @param each how many events of each channel at the most; 0 for none. What a later word of its
   *     key has superseded does not count
   * @throws LogUnavailableException if memory can't tell and the store can't be asked
   */
  Replay.Events latest(List<ChannelName> channels, int each, ReadLimit limit)
      throws LogUnavailableException;

  /**
   * Backward through a channel: its durable events before a place, the newest first, those that a
   * later word of their key has superseded among them. Fewer than the limit's number may come; only
   * when none do has the channel been seen to its beginning, as far as it is kept. What any node
   * has acknowledged is seen.
   *
   * @param before exclusive; null for the end
   * @throws LogUnavailableException if the store can't be asked
   */
  List<Event> before(ChannelName channel, @Nullable Position before, ReadLimit limit)
      throws LogUnavailableException;

  /**
   * A real round trip: something is stored, and comes back the way that events come.
   *
   * @throws LogUnavailableException if it did not come back in time; the message says what is wrong
   */
  void probe() throws LogUnavailableException;
}
