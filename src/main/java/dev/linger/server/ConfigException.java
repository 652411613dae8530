package dev.linger.server;

import java.util.List;

/** A configuration that the server does not start with. All that is wrong is said at once. */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(
        "the configuration has "
            + problems.size()
            + " problem(s):\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, each with key, value and what is allowed. */
  public List<String> problems() {
    return problems;
  }
}
