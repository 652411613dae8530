package dev.linger.http;

import dev.linger.access.AccessRules;
import dev.linger.access.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who comes with a ticket in the URL. A ticket is used up by this, whatever follows. */
record TicketHolders(AccessRules rules) {

  /** Whom a ticket stands for, if they are still welcome. */
  Caller of(String ticket) throws ProblemException {
    @Nullable Caller caller =
        Snapshots.orThrow(() -> Optional.ofNullable(rules.tickets().redeem(ticket))).orElse(null);
    if (caller == null || !rules.access().isWelcome(caller)) {
      throw Callers.unauthorized("this ticket is not, or no longer, good: get a new one");
    }
    return caller;
  }
}
