package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.access.Caller;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.hub.Holder;
import dev.linger.poll.PollLimits;
import dev.linger.poll.PollRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PollRequest} of what came over the wire, or says precisely what is wrong with it.
 */
final class PollRequests {

  /**
   * A hold that is asked for may exceed what is granted, but must be something a person could mean.
   */
  static final double MAX_ASKED_HOLD_SECONDS = 86_400;

  /** RFC 7240: {@code Prefer: wait=10}, perhaps among others; names in any case. */
  private static final Pattern WAIT =
      Pattern.compile(
          "(?:^|[,\\s])wait\\s*=\\s*\"?([0-9]{1,5})\"?(?:$|[,;\\s])", Pattern.CASE_INSENSITIVE);

  private final PollLimits limits;
  private final Callers callers;

  PollRequests(PollLimits limits, Callers callers) {
    this.limits = limits;
    this.callers = callers;
  }

  /** What the Prefer headers ask for, in seconds; null if nothing. */
  static @Nullable Integer preferredWait(Enumeration<String> prefer) {
    if (!prefer.hasMoreElements()) {
      return null;
    }
    Matcher wait = WAIT.matcher(String.join(",", Collections.list(prefer)));
    return wait.find() ? Integer.valueOf(wait.group(1)) : null;
  }

  /**
   * Reads a poll.
   *
   * @param holder whom it counts as
   * @param preferred the hold that the Prefer header asks for; what the body says is stronger
   */
  PollRequest read(Fields fields, Caller caller, Holder holder, @Nullable Integer preferred)
      throws ProblemException {
    double fallback = preferred == null ? limits.hold().toMillis() / 1000.0 : preferred;
    double hold = fields.number("hold", fallback, MAX_ASKED_HOLD_SECONDS);
    int max = fields.integer("max", limits.events(), 1, Integer.MAX_VALUE);
    int last = fields.integer("last", 0, 0, PollLimits.MAX_LAST);
    List<ChannelName> allowed = new ArrayList<>();
    List<ChannelName> forbidden = new ArrayList<>();
    for (ChannelName channel : channels(fields, caller)) {
      (callers.access().mayRead(caller, channel) ? allowed : forbidden).add(channel);
    }
    if (allowed.isEmpty()) {
      throw new ProblemException(
          Problem.of(403, "forbidden", "none of these channels may be read"));
    }
    return new PollRequest(
        List.copyOf(allowed),
        List.copyOf(forbidden),
        cursor(fields),
        Duration.ofMillis(Math.round(hold * 1000)),
        Math.min(max, limits.events()),
        last,
        callers.client(fields.string("client"), caller),
        new CallerReader(callers.access(), caller, holder));
  }

  private Set<ChannelName> channels(Fields fields, Caller caller) throws ProblemException {
    JsonNode node = fields.get("channels");
    if (node == null || !node.isArray() || node.isEmpty()) {
      throw ProblemException.badRequest("no_channels", "channels names at least one channel");
    }
    if (node.size() > limits.channels()) {
      throw ProblemException.badRequest(
          "too_many_channels", "a poll names at most " + limits.channels() + " channels");
    }
    Set<ChannelName> channels = new LinkedHashSet<>();
    for (JsonNode name : node) {
      channels.add(Channels.named(name, caller));
    }
    return channels;
  }

  private static @Nullable Cursor cursor(Fields fields) throws ProblemException {
    String text = fields.string("cursor");
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Cursor.parse(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(
          "invalid_cursor", "this is not a cursor that was given out here; start without one");
    }
  }
}
