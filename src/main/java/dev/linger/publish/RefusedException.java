package dev.linger.publish;

/** Events that are not stored, because they are beyond a bound or not the publisher's to send. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What was wrong. */
  public enum Reason {
    /** No event at all. */
    EMPTY,
    /** More events than one request may carry. */
    TOO_MANY,
    /** An event's data is too long. */
    TOO_LONG,
    /** A channel that only the server itself writes. */
    RESERVED
  }

  private final Reason reason;

  RefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What was wrong. */
  public Reason reason() {
    return reason;
  }
}
