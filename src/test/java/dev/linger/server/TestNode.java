package dev.linger.server;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole node in this process, on a free loopback port; as {@code java -jar} builds it. */
public final class TestNode implements AutoCloseable {

  private final App app;
  private final JettyServer server;

  private TestNode(Config config) {
    app = App.start(config);
    server = new JettyServer(app, null);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts a node.
   *
   * @param settings names without {@code linger.}, such as {@code redis.url}, and values, in turn
   */
  public static TestNode start(String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("linger.mode", "dev");
    values.put("linger.port", "0");
    for (int i = 0; i < settings.length; i += 2) {
      values.put("linger." + settings[i], settings[i + 1]);
    }
    try {
      return new TestNode(Config.read(List.of(ConfigSource.defaults(values))));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Where it listens; resolve paths such as {@code poll} against it. */
  public URI uri() {
    return server.uri();
  }

  /** How many polls are parked. */
  public int parked() {
    return app.parkedCount();
  }

  /** How many requests are being served, parked ones included. */
  public int served() {
    return app.servedCount();
  }

  /**
   * What a thread of this process is doing right now in the server's code: a thread that is stuck
   * there shows up every time. Empty when all is quiet.
   */
  public static List<String> busyThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().matches("(answer-|http|deadlines|log-tail).*"))
        .filter(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(frame -> frame.getClassName().startsWith("dev.linger.")))
        .map(thread -> thread.getKey().getName() + " " + Arrays.toString(thread.getValue()))
        .toList();
  }

  /** Drains and stops, as SIGTERM would make it. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
