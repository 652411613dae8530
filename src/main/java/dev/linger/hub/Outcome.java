package dev.linger.hub;

/** How a waiter's wait ended. Each wait ends once, with one of these. */
public enum Outcome {
  /** Something newer than its position may be there: read the log again. */
  ADVANCED,
  /** Its hold is over. */
  DUE,
  /** This node is going away. */
  DRAINED,
  /** The same client has come with a newer poll. */
  SUPERSEDED,
  /** Its client has said goodbye. */
  LEFT,
  /** Whoever parked it found the answer on the second read. */
  ANSWERED,
  /** The client has gone; nobody is left to answer. */
  GONE,
  /** It was never parked: the node is full, or going away. */
  REFUSED
}
