package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import java.util.List;

/**
 * Who has read how far, by channel. Kept as long as a channel is, after its last receipt.
 *
 * <p>Threading: any thread; {@link #advance} is one step, whoever else advances at the same time.
 */
public interface ReceiptStore {

  /**
   * How many people of a channel are remembered; whose receipt is the oldest goes first. A person
   * who is forgotten may be told of at an earlier post again: nothing worse.
   */
  int MAX_PEOPLE = 10_000;

  /**
   * Sets somebody's receipt and tells the channel, if it is later than the one before.
   *
   * @param told the event that tells it; has the receipt as its data, see {@link Receipts}
   * @return false if it was not, and nothing has changed
   */
  boolean advance(ChannelName channel, ReadReceipt receipt, Draft told, Origin origin)
      throws LogUnavailableException;

  /** The latest receipts of a channel, the newest first. */
  List<ReadReceipt> latest(ChannelName channel, int most) throws LogUnavailableException;
}
