package dev.linger.event;

/**
 * The identity of one life of the log. It changes when the log may have lost something that a
 * client could have seen, and every cursor of the old life is then answered with a reset.
 *
 * @param value 1 to {@value #MAX_LENGTH} letters and digits
 */
public record Epoch(String value) {

  /** The longest epoch, in characters. */
  public static final int MAX_LENGTH = 40;

  /**
   * Checks the alphabet, because the epoch is a part of the cursor's text.
   *
   * @throws IllegalArgumentException if it is not 1 to {@value #MAX_LENGTH} letters and digits
   */
  public Epoch {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("an epoch has 1 to " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
        throw new IllegalArgumentException("an epoch is made of letters and digits");
      }
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
