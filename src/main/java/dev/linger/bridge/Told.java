package dev.linger.bridge;

/**
 * How far the log has been told to the forum.
 *
 * @param epoch the life of the log, as it is stored
 * @param id the last entry of its tail
 */
record Told(String epoch, String id) {

  static Told parse(String text) {
    int space = text.indexOf(' ');
    if (space < 1) {
      throw new IllegalArgumentException("not a place in the log");
    }
    return new Told(text.substring(0, space), text.substring(space + 1));
  }

  @Override
  public String toString() {
    return epoch + " " + id;
  }
}
