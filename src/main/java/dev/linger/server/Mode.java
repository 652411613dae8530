package dev.linger.server;

/** Whom the server is for. */
public enum Mode {
  /** One's own machine: everybody may do everything, and only this machine gets in. */
  DEV,
  /** Everybody else: nothing is allowed that the access configuration does not allow. */
  PRODUCTION
}
