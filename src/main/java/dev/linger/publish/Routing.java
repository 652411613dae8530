package dev.linger.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.linger.event.ChannelName;
import dev.linger.event.Kind;

/**
 * Where the forum's own messages go, which name no channel: {@code threadId} is a thread's, a
 * notification's {@code payload.userId} and the {@code userId} of who has looked at them a user's,
 * and everything else is for the whole forum. And how long they matter, which they don't say
 * either.
 */
public final class Routing {

  private static final ChannelName FORUM = new ChannelName("forum");

  private Routing() {}

  /**
   * The channel of a message.
   *
   * @throws IllegalArgumentException if the id in it is none that a channel can be named after
   */
  public static ChannelName channelOf(JsonNode message) {
    JsonNode thread = message.path("threadId");
    if (!isAbsent(thread)) {
      return thread(thread);
    }
    JsonNode user =
        switch (message.path("type").asText()) {
          case "notification" -> message.path("payload").path("userId");
          case "notifications_read" -> message.path("userId");
          default -> MissingNode.getInstance();
        };
    return isAbsent(user) ? FORUM : ChannelName.ofUser(id(user));
  }

  /**
   * A thread's channel.
   *
   * @param id as the forum writes it: a text or a whole number
   * @throws IllegalArgumentException if it is no such id
   */
  public static ChannelName thread(JsonNode id) {
    return new ChannelName("thread:" + id(id));
  }

  /**
   * How long a message matters. Of likes the last word counts: the count of a post's likes makes
   * the earlier counts worthless. A like without a count tells of one person, and only that
   * person's next word replaces it: with one key for all, everybody else's would be lost.
   */
  public static Kind kindOf(JsonNode message) {
    if (!message.path("type").asText().equals("post_liked")) {
      return Kind.DURABLE;
    }
    String post = message.path("postId").asText();
    String user = message.path("userId").asText();
    boolean counts = message.path("likes").isNumber();
    if (post.isEmpty() || (!counts && user.isEmpty())) {
      return Kind.DURABLE;
    }
    String key = "like:" + post + (counts ? "" : ":" + user);
    return key.length() > Kind.LatestWins.MAX_KEY_LENGTH ? Kind.DURABLE : new Kind.LatestWins(key);
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static String id(JsonNode node) {
    if (!node.isTextual() && !node.isIntegralNumber()) {
      throw new IllegalArgumentException("an id is a text or a whole number");
    }
    String id = node.asText();
    if (id.isEmpty()) {
      throw new IllegalArgumentException("an id is not empty");
    }
    return id;
  }
}
