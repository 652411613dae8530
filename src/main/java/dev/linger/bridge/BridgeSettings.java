package dev.linger.bridge;

import dev.linger.log.RedisSettings;
import dev.linger.publish.PublishLimits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is bridged, and how.
 *
 * @param redis the forum's
 * @param channels its pub/sub channels; not empty
 * @param routes which of Linger's channels a message goes to
 * @param limits the bounds of an event
 * @param isWithCursor true if what is told to the forum carries the cursor of who has seen it
 */
public record BridgeSettings(
    RedisSettings redis,
    List<String> channels,
    Routes routes,
    PublishLimits limits,
    boolean isWithCursor) {

  /** The most pub/sub channels. */
  private static final int MAX_CHANNELS = 20;

  /** Where nodes say marks to each other, on the forum's Redis. */
  static final String MARKS = "{linger}:bridge:marks";

  /**
   * Reads the names of pub/sub channels.
   *
   * @throws IllegalArgumentException if one of them can't be one
   */
  public static List<String> channels(String text) {
    Set<String> channels = new LinkedHashSet<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String channel = part.strip();
      if (!channel.matches("[!-~]{1,128}") || channel.startsWith("{linger}:")) {
        throw new IllegalArgumentException(
            "a pub/sub channel has 1 to 128 printable ASCII characters, without a space or a comma");
      }
      if (!channels.add(channel)) {
        throw new IllegalArgumentException("a channel is named twice");
      }
    }
    if (channels.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException("at most " + MAX_CHANNELS + " channels");
    }
    return List.copyOf(new ArrayList<>(channels));
  }
}
