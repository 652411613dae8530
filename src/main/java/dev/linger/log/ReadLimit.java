package dev.linger.log;

/**
 * How much one answer may carry. At least one event is given whatever it weighs, so a reader always
 * gets on.
 *
 * @param events the most events, at least 1
 * @param bytes about the most bytes, at least 1
 */
public record ReadLimit(int events, int bytes) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public ReadLimit {
    if (events < 1 || bytes < 1) {
      throw new IllegalArgumentException("a read limit is at least 1");
    }
  }
}
