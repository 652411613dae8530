package dev.linger.forum;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.log.LogUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What people say to the main forum's own servers about how far they have read. It counts as if
 * they had said it to us, but there is no token to tell who they are: the message does.
 *
 * <p>Threading: any thread.
 */
public final class Overheard {

  private final Receipts receipts;
  private final Notifications notifications;

  /** On top of the rules that it counts by. */
  public Overheard(Receipts receipts, Notifications notifications) {
    this.receipts = receipts;
    this.notifications = notifications;
  }

  /**
   * Moves a receipt, or the mark of a user's notifications.
   *
   * @param channel the thread, or the user's own
   * @throws IllegalArgumentException if it is neither, names nobody or nothing, or what is not
   *     there yet; the message does not repeat it
   */
  public void move(ChannelName channel, JsonNode message) throws LogUnavailableException {
    try {
      switch (message.path("type").asText()) {
        case "read" -> read(channel, message);
        case "notifications_read" ->
            notifications.read(channel, position(message.path("upTo")), Origin.BRIDGE);
        default -> throw new IllegalArgumentException("says nothing of what somebody has read");
      }
    } catch (AheadException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void read(ChannelName thread, JsonNode message)
      throws AheadException, LogUnavailableException {
    @Nullable String name = message.path("userName").textValue();
    PostId post = PostId.of(message.path("postId"));
    receipts.read(
        thread,
        message.path("threadId").asText(),
        new ReadReceipt(user(message.path("userId")), name, post),
        Origin.BRIDGE);
  }

  private static String user(JsonNode id) {
    if (!id.isTextual() && !id.isIntegralNumber()) {
      throw new IllegalArgumentException("userId is a text or a whole number");
    }
    try {
      // Who has a channel is known by an id that is fit for keys.
      return ChannelName.ofUser(id.asText()).userId();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("userId: " + e.getMessage(), e);
    }
  }

  private static Position position(JsonNode upTo) {
    try {
      return Position.parse(upTo.asText());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("upTo is not an event's id", e);
    }
  }
}
