package dev.linger.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many a second, and so many at once after a quiet while.
 *
 * @param perSecond at least 1
 * @param burst at least as many
 */
public record Rate(int perSecond, int burst) {

  private static final int MOST = 1_000_000;

  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})/([1-9][0-9]{0,6})");

  /** Checks that it is a rate that can be kept. */
  public Rate {
    if (perSecond < 1 || burst < perSecond || burst > MOST) {
      throw new IllegalArgumentException("out of range");
    }
  }

  /**
   * Reads {@code 20/100}: 20 a second, 100 at once.
   *
   * @throws IllegalArgumentException if it is no rate
   */
  public static Rate parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("two numbers with a slash are needed");
    }
    return new Rate(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  @Override
  public String toString() {
    return perSecond + "/" + burst;
  }
}
