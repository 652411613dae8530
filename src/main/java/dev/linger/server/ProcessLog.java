package dev.linger.server;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log of a process of our own; in a container it is the container's. Lines on standard error,
 * with the time zone. It can be set as {@code java.util.logging} is set everywhere; then it is left
 * as it is set.
 */
final class ProcessLog {

  private static final String PACKAGE = "java.util.logging.";

  private static final String FORMAT =
      "%1$tY-%1$tm-%1$tdT%1$tH:%1$tM:%1$tS.%1$tL%1$tz %4$-7s %3$s: %5$s%6$s%n";

  /** Held: a logger that nobody holds is forgotten, and its level with it. */
  @SuppressWarnings("unused")
  private static @Nullable Logger quiet;

  private ProcessLog() {}

  /** To be called before anything is logged. */
  static void begin() {
    setUnlessSet("manager", LateLogs.class.getName());
    setUnlessSet("SimpleFormatter.format", FORMAT);
    if (!isSet("config.file") && !isSet("config.class")) {
      // How its parts are called and nested is nothing that an operator can act on.
      Logger jetty = Logger.getLogger("org.eclipse.jetty");
      jetty.setLevel(Level.WARNING);
      quiet = jetty;
    }
  }

  /** To be called when all has been said. */
  static void end() {
    if (LogManager.getLogManager() instanceof LateLogs manager) {
      manager.close();
    }
  }

  private static void setUnlessSet(String name, String value) {
    if (!isSet(name)) {
      System.setProperty(PACKAGE + name, value);
    }
  }

  private static boolean isSet(String name) {
    return System.getProperty(PACKAGE + name) != null;
  }

  /**
   * The JDK's closes the log in a shutdown hook of its own, which runs beside the one that drains:
   * how the drain went would be lost. This one closes it when it is told to.
   */
  public static final class LateLogs extends LogManager {

    /** For the JDK, which creates it. */
    public LateLogs() {}

    @Override
    public void reset() {
      // Called by that hook, and before a configuration is read, when there is nothing to reset.
    }

    private void close() {
      super.reset();
    }
  }
}
