package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.access.Credentials;
import dev.linger.event.ChannelName;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who makes a request: from the Authorization header, or the body where headers get lost;
 * or from what {@link Logins} has noted.
 */
final class Callers {

  /** The longest client id, in characters. */
  private static final int MAX_CLIENT_LENGTH = 64;

  private static final Pattern BEARER =
      Pattern.compile("bearer(\\s.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Access access;

  Callers(Access access) {
    this.access = access;
  }

  Caller of(HttpServletRequest request, @Nullable String tokenInBody) throws ProblemException {
    @Nullable String shown = bearer(request);
    Caller caller =
        access.identify(new Credentials(shown == null ? tokenInBody : shown, Logins.of(request)));
    if (caller == null) {
      throw unauthorized();
    }
    return caller;
  }

  /**
   * Refuses who shows a token in the header that is no good, before anything is read of them. Who
   * shows one in the body has to be read first, and who shows none may still do so.
   */
  void precheck(HttpServletRequest request) throws ProblemException {
    if (bearer(request) != null) {
      of(request, null);
    }
  }

  /** What the header shows, which may be nothing but the word: that is no token, and no good. */
  private static @Nullable String bearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    Matcher bearer = BEARER.matcher(header == null ? "" : header);
    if (!bearer.matches()) {
      return null;
    }
    return bearer.group(1) == null ? "" : bearer.group(1).strip();
  }

  /**
   * The name of one of the caller's clients. One user's client can't end another's polls: what it
   * calls itself counts only next to the user, and next to nobody, whose line is empty.
   *
   * @return null if it does not call itself anything
   */
  @Nullable String client(@Nullable String name, Caller caller) throws ProblemException {
    if (name == null || name.isEmpty()) {
      return null;
    }
    if (name.length() > MAX_CLIENT_LENGTH) {
      throw ProblemException.badRequest(
          "invalid_client", "client has at most " + MAX_CLIENT_LENGTH + " characters");
    }
    return (caller.user() == null ? "" : caller.user()) + "\n" + name;
  }

  /**
   * The caller's own channel, {@code user:} and their id. Who has one is known by an id that is fit
   * for keys.
   */
  static ChannelName own(Caller caller) throws ProblemException {
    if (caller.user() == null) {
      throw unauthorized("this needs to know who you are");
    }
    try {
      return ChannelName.ofUser(caller.user());
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("invalid_channel", String.valueOf(e.getMessage()));
    }
  }

  /** The one channel that a GET's query names, if its caller may read it. */
  ChannelName readableChannel(HttpServletRequest request) throws ProblemException {
    Caller caller = of(request, null);
    JsonNode channels = Query.toJson(request.getQueryString()).path("channels");
    if (channels.isEmpty()) {
      throw ProblemException.badRequest("no_channels", "channel names one channel");
    }
    if (channels.size() > 1) {
      throw ProblemException.badRequest("too_many_channels", "one channel at a time");
    }
    ChannelName channel = Channels.named(channels.get(0), caller);
    if (!access.mayRead(caller, channel)) {
      throw new ProblemException(Problem.of(403, "forbidden", "you may not read this channel"));
    }
    return channel;
  }

  Access access() {
    return access;
  }

  /** What was shown is no good, or no longer. Which of the two is nobody's business. */
  static ProblemException unauthorized() {
    return unauthorized("this token is not, or no longer, good: get a new one, keep your cursor");
  }

  static ProblemException unauthorized(String detail) {
    return new ProblemException(
        new Problem(401, "unauthorized", detail, Map.of("WWW-Authenticate", "Bearer")));
  }
}
