package dev.linger.forum;

import org.jspecify.annotations.Nullable;

/**
 * How far somebody has read.
 *
 * @param user the forum's user id
 * @param name what others call them; null if that is not known
 * @param post the last post that they have read
 */
public record ReadReceipt(String user, @Nullable String name, PostId post) {

  /** The longest name that is told, in characters; a longer one is cut. */
  static final int MAX_NAME_LENGTH = 100;

  /** Cuts the name. */
  public ReadReceipt {
    if (name != null && name.length() > MAX_NAME_LENGTH) {
      // Not within a surrogate pair.
      int end = MAX_NAME_LENGTH;
      name = name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end);
    }
  }
}
