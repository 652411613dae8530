package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.log.LogUnavailableException;
import java.util.List;

/**
 * The leases of all nodes, and what follows from them: who is in which thread.
 *
 * <p>What the caller may rely on:
 *
 * <ul>
 *   <li>A person is in a thread while any of their leases there lasts. A lease lasts from when it
 *       was last renewed for {@link PresenceLimits#lease}, or, once its client has left, for {@link
 *       PresenceLimits#GRACE} more; and then until somebody sweeps.
 *   <li>Each coming and each going is announced on the thread's channel, once, in their order, in
 *       the same step in which it happens: whoever does it, however many do, and whatever dies.
 *       Where more people are in a thread than are named, they are announced as a count, at most
 *       one in {@link PresenceLimits#COUNT_INTERVAL}, of which the last is right.
 *   <li>A cursor that was taken before a snapshot, and the events after it, complete the snapshot.
 *   <li>Doing any of it again does no harm.
 * </ul>
 *
 * <p>Threading: {@link #renew}, {@link #leave} and {@link #sweep} are called by one thread of a
 * node, {@link #snapshot} by any.
 */
public interface PresenceStore {

  /**
   * Begins leases, and lets those that have begun last anew.
   *
   * @throws LogUnavailableException if the store did not confirm
   */
  void renew(List<Lease> leases) throws LogUnavailableException;

  /**
   * Clients have said goodbye: all their leases end soon.
   *
   * @throws LogUnavailableException if the store did not confirm
   */
  void leave(List<String> clients) throws LogUnavailableException;

  /**
   * Ends what is over, and announces the counts that are due.
   *
   * @throws LogUnavailableException if the store did not confirm
   */
  void sweep() throws LogUnavailableException;

  /**
   * Who is in a thread.
   *
   * @throws LogUnavailableException if the store can't be asked
   */
  People snapshot(ChannelName thread) throws LogUnavailableException;
}
