package dev.linger.support;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What is logged, with stacks, by the whole process; of {@code dev.linger} also the news. What is
 * ours is not printed meanwhile: it is meant.
 */
public final class LogLines extends Handler implements AutoCloseable {

  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("dev.linger");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Listens from now on. */
  public LogLines() {
    OURS.setLevel(Level.INFO);
    OURS.setUseParentHandlers(false);
    OURS.addHandler(this);
    ROOT.addHandler(this);
  }

  public List<String> lines() {
    return lines;
  }

  /** The warnings and worse. */
  public List<String> complaints() {
    return lines.stream().filter(line -> !line.startsWith("INFO")).toList();
  }

  @Override
  public void publish(LogRecord line) {
    StringWriter stack = new StringWriter();
    if (line.getThrown() != null) {
      line.getThrown().printStackTrace(new PrintWriter(stack));
    }
    lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line) + stack);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
    OURS.removeHandler(this);
    OURS.setUseParentHandlers(true);
    OURS.setLevel(null);
  }
}
