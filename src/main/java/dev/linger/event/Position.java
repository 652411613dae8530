package dev.linger.event;

/**
 * A place in the log: {@code 1732412345678-0}, the form of a Redis stream id. Positions are totally
 * ordered over all channels, and an event's position is also its id.
 *
 * @param millis milliseconds since 1970 by the log's own clock, not negative
 * @param sequence counts the events of one millisecond, not negative
 */
public record Position(long millis, long sequence) implements Comparable<Position> {

  /** Before every event. */
  public static final Position ZERO = new Position(0, 0);

  /** The longest text form that {@link #parse} takes: two 19-digit numbers and a hyphen. */
  private static final int MAX_TEXT_LENGTH = 39;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a part is negative
   */
  public Position {
    if (millis < 0 || sequence < 0) {
      throw new IllegalArgumentException("a position has no negative part");
    }
  }

  /**
   * Reads the text form back.
   *
   * @throws IllegalArgumentException if the text is anything but {@code digits-digits} in range
   */
  public static Position parse(String text) {
    int hyphen = text.indexOf('-');
    if (hyphen < 1 || text.length() > MAX_TEXT_LENGTH) {
      throw new IllegalArgumentException("not a position");
    }
    return new Position(digits(text, 0, hyphen), digits(text, hyphen + 1, text.length()));
  }

  /** True if this place lies behind the other one in the log. */
  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  /** The one of the two that lies further on. */
  public static Position later(Position a, Position b) {
    return a.isAfter(b) ? a : b;
  }

  @Override
  public int compareTo(Position other) {
    int byMillis = Long.compare(millis, other.millis);
    return byMillis != 0 ? byMillis : Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return millis + "-" + sequence;
  }

  /** {@code Long.parseLong} without its signs and foreign digits: one value has one text. */
  private static long digits(String text, int from, int to) {
    if (from == to) {
      throw new IllegalArgumentException("not a position");
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        throw new IllegalArgumentException("not a position");
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
