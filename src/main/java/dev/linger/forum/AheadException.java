package dev.linger.forum;

/** Somebody says that they have read what is not there yet. */
public final class AheadException extends Exception {

  private static final long serialVersionUID = 1L;

  AheadException(String message) {
    // No stack: this is an answer, not an accident, and hostile input would make many of them.
    super(message, null, false, false);
  }
}
