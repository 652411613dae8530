package dev.linger.event;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * For whom an event is, among those who may read its channel: some users, the members of some
 * groups, or everybody. Looked at when an answer is made, not when the event is stored, so somebody
 * who has left a group does not find its events in their catch-up.
 *
 * @param users ids of users
 * @param groups names of groups, as tokens have them
 */
public record Audience(Set<String> users, Set<String> groups) {

  /** The most users and groups together. Whom more people concern belongs in a group. */
  public static final int MAX_NAMES = 100;

  /** The longest id or name, in characters. */
  public static final int MAX_NAME_LENGTH = 128;

  /** Whoever may read the channel. */
  public static final Audience EVERYBODY = new Audience(Set.of(), Set.of());

  private static final char USER = 'u';
  private static final char GROUP = 'g';

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if there are too many, or one is empty, too long or has a
   *     control character; the message says which rule, without repeating a name
   */
  public Audience {
    users = Set.copyOf(users);
    groups = Set.copyOf(groups);
    if (users.size() + groups.size() > MAX_NAMES) {
      throw new IllegalArgumentException("an audience has at most " + MAX_NAMES + " names");
    }
    users.forEach(Audience::check);
    groups.forEach(Audience::check);
  }

  /** True if nobody who may read the channel is left out. */
  public boolean isEverybody() {
    return users.isEmpty() && groups.isEmpty();
  }

  /**
   * Is it for this reader?
   *
   * @param user who it is; null for somebody who did not say
   * @param memberOf the reader's groups, as of now
   */
  public boolean includes(@Nullable String user, Set<String> memberOf) {
    return isEverybody()
        || (user != null && users.contains(user))
        || groups.stream().anyMatch(memberOf::contains);
  }

  /** As it is stored: one name a line, empty for everybody. {@link #parse} reads it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    new TreeSet<>(users).forEach(name -> text.append(USER).append(name).append('\n'));
    new TreeSet<>(groups).forEach(name -> text.append(GROUP).append(name).append('\n'));
    return text.toString();
  }

  /**
   * What {@link #text} gave.
   *
   * @throws IllegalArgumentException if it did not: then nobody knows for whom the event is
   */
  public static Audience parse(String text) {
    if (text.isEmpty()) {
      return EVERYBODY;
    }
    Set<String> users = new TreeSet<>();
    Set<String> groups = new TreeSet<>();
    text.lines()
        .forEach(
            line -> {
              switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case USER -> users.add(line.substring(1));
                case GROUP -> groups.add(line.substring(1));
                default -> throw new IllegalArgumentException("not an audience");
              }
            });
    return new Audience(users, groups);
  }

  private static void check(String name) {
    if (name.isEmpty()
        || name.length() > MAX_NAME_LENGTH
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a name in an audience has 1 to " + MAX_NAME_LENGTH + " characters, none of control");
    }
  }
}
