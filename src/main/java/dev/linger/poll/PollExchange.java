package dev.linger.poll;

/** Where a poll's answer goes. Exactly one of the two methods is called, once, by any thread. */
public interface PollExchange {

  /** Sends the answer. Must not wait for the client. */
  void answer(PollAnswer answer);

  /**
   * The log can't be asked and the client has no cursor that could be given back to it, or
   * something threw, perhaps {@link #answer}. Must not wait for the client.
   *
   * @param why for the log line
   */
  void unavailable(String why);
}
