package dev.linger.access;

/** Ends the look at a token that is no good. Without a stack: anybody can cause one at will. */
final class RefusedTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedTokenException(Refusal refusal) {
    super(refusal.name(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
