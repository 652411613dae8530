package dev.linger.forum;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A post's id, as the forum writes it. Ids tell which of two posts is the later one, without asking
 * the forum: numbers count up, and those who name their posts take names that grow.
 *
 * <p>One order for both: zeros in front of a number are passed over, then the longer id is the
 * later one, and among equally long ones the first differing character decides. For two numbers
 * that is their order as numbers, however long they are. It is one rule, and not one for numbers
 * and another for names, because two rules would let three mixed ids run in a circle.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters of {@code A-Z a-z 0-9 . _ ~ @ : -}; plain, so
 *     that a script in Redis compares them byte by byte and comes to the same
 */
public record PostId(String value) implements Comparable<PostId> {

  /** The longest id, in characters. */
  public static final int MAX_LENGTH = 64;

  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if it is empty, too long or has other characters
   */
  public PostId {
    if (!value.matches("[A-Za-z0-9._~@:-]{1," + MAX_LENGTH + "}")) {
      throw new IllegalArgumentException(
          "a post's id has 1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 . _ ~ @ : -");
    }
  }

  /**
   * An id out of a message.
   *
   * @throws IllegalArgumentException if it is neither a text nor a whole number, or no such id
   */
  public static PostId of(JsonNode node) {
    if (!node.isTextual() && !node.isIntegralNumber()) {
      throw new IllegalArgumentException("a post's id is a text or a whole number");
    }
    return new PostId(node.asText());
  }

  /** True if this post is later than the other. */
  public boolean isAfter(PostId other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(PostId other) {
    String mine = order();
    String others = other.order();
    return mine.length() != others.length()
        ? Integer.compare(mine.length(), others.length())
        : mine.compareTo(others);
  }

  @Override
  public String toString() {
    return value;
  }

  private String order() {
    return value.matches("0+[0-9]+") ? value.replaceFirst("^0+(?=[0-9])", "") : value;
  }
}
