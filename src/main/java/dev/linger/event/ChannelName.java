package dev.linger.event;

/**
 * Where events are addressed: {@code thread:42}, {@code user:7}, {@code forum}.
 *
 * <p>The alphabet is plain ASCII on purpose: names end up in Redis keys, log lines and access
 * patterns, and two names that look alike must be alike. One place decides this, so nothing behind
 * it has to escape or normalise.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters of {@code A-Z a-z 0-9 . _ ~ @ : -}, starting
 *     with a letter or digit, without {@code ".."}
 */
public record ChannelName(String value) implements Comparable<ChannelName> {

  /** The longest name, in characters. Long enough for {@code thread:} and any id a forum has. */
  public static final int MAX_LENGTH = 128;

  /**
   * Where a node sends its own readiness probes. The whole {@code linger:} prefix is kept for the
   * server; clients may neither read nor publish it.
   */
  public static final ChannelName PROBE = new ChannelName("linger:probe");

  private static final String RESERVED_PREFIX = "linger:";
  private static final String USER_PREFIX = "user:";

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name breaks a rule of {@link #value()}; the message
   *     says which, without repeating the name
   */
  public ChannelName {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a channel name has 1 to " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i))) {
        throw new IllegalArgumentException(
            "a channel name is made of A-Z a-z 0-9 . _ ~ @ : - (character " + i + " is not)");
      }
    }
    if (!isLetterOrDigit(value.charAt(0))) {
      throw new IllegalArgumentException("a channel name starts with a letter or a digit");
    }
    if (value.contains("..")) {
      throw new IllegalArgumentException("a channel name does not contain '..'");
    }
  }

  /** True for names that only the server itself uses. */
  public boolean isReserved() {
    return value.startsWith(RESERVED_PREFIX);
  }

  /** The channel of a user's own: what is told to nobody else. */
  public static ChannelName ofUser(String id) {
    return new ChannelName(USER_PREFIX + id);
  }

  /** True for a user's own channel. */
  public boolean isUser() {
    return value.startsWith(USER_PREFIX);
  }

  /**
   * Whose own it is.
   *
   * @throws IllegalStateException if it is not a user's
   */
  public String userId() {
    if (!isUser()) {
      throw new IllegalStateException(value + " is not a user's channel");
    }
    return value.substring(USER_PREFIX.length());
  }

  @Override
  public int compareTo(ChannelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean isAllowed(char c) {
    return isLetterOrDigit(c)
        || c == '.'
        || c == '_'
        || c == '~'
        || c == '@'
        || c == ':'
        || c == '-';
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
