package dev.linger.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.event.ChannelName;
import dev.linger.publish.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which channel a message of the forum's goes to. First what the operator says, then what {@link
 * Routing} says: {@code threadId} is a thread's, a notification's {@code payload.userId} a user's,
 * and so on.
 *
 * <p>An operator writes {@code TYPE=CHANNEL} or {@code @PUBSUB=CHANNEL}, several with commas. In
 * the channel one {@code {path.to.id}} stands for what the message has there, and {@code -} alone
 * means that such messages are not bridged: {@code staff_note=-,@mail=user:{payload.userId}}.
 *
 * @param routes the operator's, the first that fits counts
 */
public record Routes(List<Route> routes) {

  /** None of the operator's. */
  public static final Routes DEFAULT = new Routes(List.of());

  private static final int MAX_ROUTES = 100;
  private static final Pattern FORM =
      Pattern.compile("(@?)([A-Za-z0-9._:~-]{1,128})=(-|[^{}=]*(?:\\{[A-Za-z0-9_.]+\\}[^{}=]*)?)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]+)\\}");

  /**
   * One of the operator's.
   *
   * @param isOfChannel true if it is for a pub/sub channel, false if for a type of message
   * @param name which one
   * @param target the channel's name, perhaps with a placeholder; {@code -} for nowhere
   */
  public record Route(boolean isOfChannel, String name, String target) {}

  /**
   * Reads what an operator wrote.
   *
   * @throws IllegalArgumentException if it is not of that form; the message says what is wrong
   */
  public static Routes parse(String text) {
    List<Route> routes = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      Matcher form = FORM.matcher(part.strip());
      if (!form.matches()) {
        throw new IllegalArgumentException("not of the form type=channel or @pubsub=channel");
      }
      Route route = new Route(!form.group(1).isEmpty(), form.group(2), form.group(3));
      if (!route.target().equals("-")
          && named(PLACEHOLDER.matcher(route.target()).replaceAll("0")).isReserved()) {
        throw new IllegalArgumentException("the channels linger:… are the server's own");
      }
      routes.add(route);
    }
    if (routes.size() > MAX_ROUTES) {
      throw new IllegalArgumentException("at most " + MAX_ROUTES + " routes");
    }
    return new Routes(List.copyOf(routes));
  }

  /**
   * The channel of a message; empty if it is not to be bridged.
   *
   * @throws IllegalArgumentException if what the message names is none; the message does not repeat
   *     it
   */
  Optional<ChannelName> channelOf(String pubsub, JsonNode message) {
    String type = message.path("type").asText();
    for (Route route : routes) {
      if (route.name().equals(route.isOfChannel() ? pubsub : type)) {
        return route.target().equals("-")
            ? Optional.empty()
            : Optional.of(notReserved(named(filled(route.target(), message))));
      }
    }
    return Optional.of(notReserved(Routing.channelOf(message)));
  }

  private static String filled(String target, JsonNode message) {
    Matcher placeholder = PLACEHOLDER.matcher(target);
    if (!placeholder.find()) {
      return target;
    }
    JsonNode value = message.at("/" + placeholder.group(1).replace('.', '/'));
    if ((!value.isTextual() && !value.isIntegralNumber()) || value.asText().isEmpty()) {
      throw new IllegalArgumentException("no id at " + placeholder.group(1));
    }
    return target.substring(0, placeholder.start())
        + value.asText()
        + target.substring(placeholder.end());
  }

  private static ChannelName named(String text) {
    return new ChannelName(text);
  }

  private static ChannelName notReserved(ChannelName name) {
    if (name.isReserved()) {
      throw new IllegalArgumentException("the channels linger:… are the server's own");
    }
    return name;
  }
}
