package dev.linger.publish;

import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.Receipt;
import java.util.List;

/**
 * Puts events into the log.
 *
 * <p>Threading: any thread; no state of its own.
 */
public final class Publisher {

  private final EventLog log;
  private final PublishLimits limits;

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
    return log.append(drafts);
  }

  /** The bounds that are kept. */
  public PublishLimits limits() {
    return limits;
  }
}
