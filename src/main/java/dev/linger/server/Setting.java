package dev.linger.server;

import java.util.Locale;

/**
 * One thing that an operator can set: its names, its default, what it may be and what it is for.
 *
 * @param name as a system property and a context parameter spell it, without {@code linger.}
 * @param fallback what holds if nobody sets it, as it would be written
 * @param allowed the range, for people
 * @param meaning one line, for people
 * @param reader makes the value of the text
 */
record Setting<T>(String name, String fallback, String allowed, String meaning, Reader<T> reader) {

  /** Before a system property's and a context parameter's name. */
  static final String PROPERTY_PREFIX = "linger.";

  /** Before an environment variable's name. */
  static final String VARIABLE_PREFIX = "LINGER_";

  /** Makes a value of a text, or throws an IllegalArgumentException that says what is wrong. */
  @FunctionalInterface
  interface Reader<T> {
    T read(String text);
  }

  /** {@code linger.redis.url}. */
  String property() {
    return PROPERTY_PREFIX + name;
  }

  /** {@code LINGER_REDIS_URL}. */
  String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
