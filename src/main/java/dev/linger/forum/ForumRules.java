package dev.linger.forum;

import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.publish.Publisher;

/**
 * The forum's rules, all of them, as one node keeps them.
 *
 * @param typing who is typing
 * @param presence who is in a thread
 * @param receipts who has read how far
 * @param notifications what a user was told, and has seen of it
 * @param resuming the server's memory for clients that have none
 */
public record ForumRules(
    Typing typing,
    Presence presence,
    Receipts receipts,
    Notifications notifications,
    Resuming resuming) {

  /** The rules for what is said to the main forum's own servers. */
  public Overheard overheard() {
    return new Overheard(receipts, notifications);
  }

  /** The rules on top of a log, and of what is remembered beside it. */
  public static ForumRules of(
      EventLog log, Publisher publisher, Stores stores, Presence presence, Ticker ticker) {
    return new ForumRules(
        new Typing(publisher, ticker),
        presence,
        new Receipts(log, stores.receipts(), ticker),
        new Notifications(log, stores.marks(), ticker),
        new Resuming(log, stores.resumes()));
  }
}
