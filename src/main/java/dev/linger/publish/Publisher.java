package dev.linger.publish;

import dev.linger.hub.Tally;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.Receipt;
import java.util.List;
import java.util.Map;

/**
 * Puts events into the log.
 *
 * <p>Threading: any thread; no state of its own but counts.
 */
public final class Publisher {

  private final EventLog log;
  private final PublishLimits limits;
  private final Tally<Became> became = new Tally<>(Became.class);

  /** What became of an event that somebody wanted to publish. */
  public enum Became {
    /** It is in the log. */
    STORED,
    /** It had been stored before, under the same idempotency key. */
    REPEATED,
    /** It is beyond a bound. */
    REFUSED,
    /** Nobody knows: the log did not confirm it. */
    UNCONFIRMED
  }

  /** Publishes to a log, within bounds. */
  public Publisher(EventLog log, PublishLimits limits) {
    this.log = log;
    this.limits = limits;
  }

  /**
   * Stores the drafts, all or none.
   *
   * @return what became of each, in the same order; after this, and only then, they are
   *     acknowledged
   * @throws RefusedException if one of them is beyond a bound; then none is stored
   * @throws LogUnavailableException if the log did not confirm that they are stored
   */
  public List<Receipt> publish(List<Draft> drafts)
      throws RefusedException, LogUnavailableException {
    try {
      check(drafts);
      List<Receipt> receipts = log.append(drafts);
      receipts.forEach(receipt -> became.add(receipt.repeated() ? Became.REPEATED : Became.STORED));
      return receipts;
    } catch (RefusedException e) {
      became.add(Became.REFUSED, Math.max(1, drafts.size()));
      throw e;
    } catch (LogUnavailableException e) {
      became.add(Became.UNCONFIRMED, drafts.size());
      throw e;
    }
  }

  /** What became of events since this node runs. */
  public Map<Became, Long> counts() {
    return became.counts();
  }

  /** The bounds that are kept. */
  public PublishLimits limits() {
    return limits;
  }

  private void check(List<Draft> drafts) throws RefusedException {
    if (drafts.isEmpty()) {
      throw new RefusedException(RefusedException.Reason.EMPTY, "there is no event to publish");
    }
    if (drafts.size() > limits.batch()) {
      throw new RefusedException(
          RefusedException.Reason.TOO_MANY,
          "a request carries at most " + limits.batch() + " events, this one " + drafts.size());
    }
    for (Draft draft : drafts) {
      if (draft.channel().isReserved()) {
        throw new RefusedException(
            RefusedException.Reason.RESERVED, "the channels linger:… are the server's own");
      }
      if (draft.data().length() > limits.eventLength()) {
        throw new RefusedException(
            RefusedException.Reason.TOO_LONG,
            "an event's data has at most " + limits.eventLength() + " characters of JSON text");
      }
    }
  }
}
