package dev.linger.poll;

/** Where a poll's answer goes. Exactly one of the methods is called, once, by any thread. */
public interface PollExchange {

  /** Sends the answer. Must not wait for the client. */
  void answer(PollAnswer answer);

  /**
   * What the reader has shown has ended, or was revoked. The client keeps its cursor, and comes
   * back with something better. Must not wait for the client.
   */
  void unauthorized();

  /**
   * Whose poll it is has as many waiting as one may. The client keeps its cursor, and comes back
   * after a while. Must not wait for the client.
   */
  void crowded();

  /**
   * The log can't be asked and the client has no cursor that could be given back to it, or
   * something threw, perhaps {@link #answer}. Must not wait for the client.
   *
   * @param why for the log line
   */
  void unavailable(String why);
}
