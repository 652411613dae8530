package dev.linger.log;

import org.jspecify.annotations.Nullable;

/** The store behind the log can't be asked, or did not confirm. It may well be back in a moment. */
public final class LogUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message for an operator's log line
   */
  public LogUnavailableException(String message) {
    super(message);
  }

  /**
   * Says what is wrong, and why.
   *
   * @param message for an operator's log line
   * @param cause what the store's client threw
   */
  public LogUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
