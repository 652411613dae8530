package dev.linger.bridge;

/**
 * A place in what the forum says: the third message after mark 17. All nodes hear the forum's
 * messages and our marks in one order, so a place means the same to all of them.
 *
 * @param mark the last mark before it, 0 before any
 * @param count how many messages after it
 */
record Place(long mark, long count) implements Comparable<Place> {

  /** Before everything. */
  static final Place START = new Place(0, 0);

  /**
   * Reads the text form back.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Place parse(String text) {
    int hyphen = text.indexOf('-');
    if (hyphen < 1) {
      throw new IllegalArgumentException("not a place");
    }
    return new Place(
        Long.parseLong(text.substring(0, hyphen)), Long.parseLong(text.substring(hyphen + 1)));
  }

  boolean isAfter(Place other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Place other) {
    int byMark = Long.compare(mark, other.mark);
    return byMark != 0 ? byMark : Long.compare(count, other.count);
  }

  @Override
  public String toString() {
    return mark + "-" + count;
  }
}
