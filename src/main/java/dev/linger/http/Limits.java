package dev.linger.http;

import dev.linger.access.Caller;
import dev.linger.access.RateLimit;
import dev.linger.access.RateLimits;
import dev.linger.hub.Holder;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Keeps callers to their rates. Who is known is counted by that, wherever they are; who is not, by
 * their address.
 */
record Limits(RateLimits rates) {

  private static final String NOWHERE = "nowhere";

  /** Whom a poll of this request counts as. */
  static Holder holder(HttpServletRequest request, Caller caller) {
    return new Holder(caller.user(), AddressFilter.addressOf(request));
  }

  /** Some events are about to be published. */
  void publishing(HttpServletRequest request, Caller caller, int events) throws ProblemException {
    require(rates.events().take(who(request, caller), events), "too many events in a second");
  }

  /** The caller is about to do something of one kind. */
  void acting(HttpServletRequest request, Caller caller, String kind) throws ProblemException {
    RateLimit actions = rates.actions();
    require(actions.take(who(request, caller) + "\n" + kind), "too many of these in a second");
  }

  static Problem tooMany(String detail) {
    return Problem.passing(429, "too_many_requests", detail);
  }

  static Problem tooManyPolls() {
    return Problem.passing(
        429, "too_many_polls", "as many polls wait for this user, or at this address, as may");
  }

  private static void require(boolean isAllowed, String otherwise) throws ProblemException {
    if (!isAllowed) {
      throw new ProblemException(tooMany(otherwise));
    }
  }

  private static String who(HttpServletRequest request, Caller caller) {
    if (caller.user() != null) {
      return "user " + caller.user();
    }
    String address = AddressFilter.addressOf(request);
    return address == null ? NOWHERE : address;
  }
}
