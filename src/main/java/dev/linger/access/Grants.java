package dev.linger.access;

import dev.linger.event.ChannelName;
import java.util.List;

/**
 * The rights that a caller has brought along, beside those that everybody has.
 *
 * @param read the channels to read
 * @param publish the channels to publish to
 */
public record Grants(List<ChannelPattern> read, List<ChannelPattern> publish) {

  /** No rights but everybody's. */
  public static final Grants NONE = new Grants(List.of(), List.of());

  /** Keeps lists that nobody else can change. */
  public Grants {
    read = List.copyOf(read);
    publish = List.copyOf(publish);
  }

  /**
   * Everybody's notifications lie in {@code user:…}: who is given {@code *} to read was hardly
   * meant to be given those. It takes a pattern that says {@code user:}.
   */
  boolean mayRead(ChannelName channel) {
    return read.stream()
        .filter(pattern -> !channel.isUser() || pattern.isOfUsers())
        .anyMatch(pattern -> pattern.matches(channel));
  }

  boolean mayPublish(ChannelName channel) {
    return publish.stream().anyMatch(pattern -> pattern.matches(channel));
  }
}
