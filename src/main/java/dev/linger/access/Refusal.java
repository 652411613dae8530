package dev.linger.access;

/**
 * Why a token is no good. For a counter and for a line in the log, where it helps to find out what
 * is set up wrongly; never for whoever showed the token, to whom it would tell how far they got.
 */
public enum Refusal {
  /** Longer than a token is. */
  TOO_LONG,
  /** Not a signed token, in the one way to write it: encrypted, not signed, cut, not JSON. */
  MALFORMED,
  /** Signed in a way that is not allowed here. */
  ALGORITHM,
  /** A header that asks for something that we don't do: {@code crit}, another {@code typ}. */
  HEADER,
  /** No key of ours fits; it may be one that we are about to hear of. */
  UNKNOWN_KEY,
  /** Several keys fit, because the token does not say which. */
  AMBIGUOUS_KEY,
  /** Not signed with that key, or changed since. */
  SIGNATURE,
  /** From somebody else. */
  ISSUER,
  /** For somebody else. */
  AUDIENCE,
  /** Without an end. */
  ENDLESS,
  /** Its end is further away than we let one be. */
  TOO_LASTING,
  /** It has ended. */
  EXPIRED,
  /** It has not begun. */
  NOT_YET,
  /** Whom it is about can't be a user here. */
  SUBJECT,
  /** A claim of the wrong type, or out of bounds. */
  CLAIM,
  /** Taken back. */
  REVOKED
}
