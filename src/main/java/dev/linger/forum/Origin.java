package dev.linger.forum;

/** Where something was said. */
public enum Origin {

  /** To this server. */
  LINGER(""),

  /** To the main forum's, which therefore is not told of it again. */
  BRIDGE("bridge");

  private final String stored;

  Origin(String stored) {
    this.stored = stored;
  }

  /** As an event in Redis carries it, {@code from}; empty for nothing. */
  String stored() {
    return stored;
  }
}
