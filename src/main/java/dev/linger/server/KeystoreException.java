package dev.linger.server;

/** A keystore that a server can't serve with. The message says why, and holds no password. */
final class KeystoreException extends Exception {

  private static final long serialVersionUID = 1L;

  KeystoreException(String why) {
    super(why);
  }

  KeystoreException(String why, Throwable cause) {
    super(why, cause);
  }
}
