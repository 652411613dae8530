package dev.linger.access;

import dev.linger.event.ChannelName;

/**
 * Names channels in a right: {@code thread:42} that one, {@code thread:*} all that begin so, {@code
 * *} all. One star, at the end, behind a colon or alone: what a reader takes a pattern for must be
 * what it is.
 *
 * @param text the pattern
 */
public record ChannelPattern(String text) {

  private static final String ALL = "*";

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException if it is neither a channel's name nor a prefix that ends in
   *     {@code :*}
   */
  public ChannelPattern {
    if (text.endsWith(":*")) {
      new ChannelName(text.substring(0, text.length() - 1));
    } else if (!text.equals(ALL)) {
      new ChannelName(text);
    }
  }

  /** Is the channel one of those? Reserved ones never are. */
  public boolean matches(ChannelName channel) {
    if (channel.isReserved()) {
      return false;
    }
    if (text.equals(ALL)) {
      return true;
    }
    return text.endsWith(":*")
        ? channel.value().startsWith(text.substring(0, text.length() - 1))
        : channel.value().equals(text);
  }

  /** True if it speaks of users' own channels, and not just of everything. */
  boolean isOfUsers() {
    return text.startsWith("user:");
  }

  @Override
  public String toString() {
    return text;
  }
}
