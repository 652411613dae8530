package dev.linger.server;

import dev.linger.bridge.BridgeCounts;
import dev.linger.support.Mint;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A whole node in this process, on a free loopback port; as {@code java -jar} builds it. */
public final class TestNode implements AutoCloseable {

  /** Where Jetty waits for something to be written or to arrive. */
  private static final String BLOCKER = "org.eclipse.jetty.util.Blocker";

  /** Where Jetty serves what came on a connection. */
  private static final String CONNECTION = "org.eclipse.jetty.server.internal.Http";

  private final App app;
  private final JettyServer server;

  private TestNode(Config config, @Nullable Path war) {
    app = App.start(config);
    server = new JettyServer(app, war);
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
    return serving(null, settings);
  }

  /**
   * Starts a node that also serves files.
   *
   * @param war where they are; null for none
   */
  public static TestNode serving(@Nullable Path war, String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("linger.mode", "dev");
    values.put("linger.port", "0");
    for (int i = 0; i < settings.length; i += 2) {
      values.put("linger." + settings[i], settings[i + 1]);
    }
    try {
      return new TestNode(Config.read(List.of(ConfigSource.defaults(values))), war);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Starts a node in production mode, which takes the tokens of {@link Mint#ofSecret}. */
  public static TestNode production(String... settings) {
    return start(
        Stream.concat(
                Stream.of("mode", "production", "token.secret-file", Mint.secretFile().toString()),
                Arrays.stream(settings))
            .toArray(String[]::new));
  }

  /** The same, with the static files of a WAR, in a mode. */
  static TestNode ofWar(Path war, String mode) throws ConfigException {
    Map<String, String> values = new HashMap<>(Map.of("linger.mode", mode, "linger.port", "0"));
    if (!mode.equals("dev")) {
      values.put("linger.token.secret-file", Mint.secretFile().toString());
    }
    return new TestNode(Config.read(List.of(ConfigSource.defaults(values))), war);
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

  /** What it has done for the bridge; only where there is one. */
  public BridgeCounts bridge() {
    return Objects.requireNonNull(app.bridgeCounts());
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

  /** The server's threads that wait for a client to send or to read. */
  public static List<String> heldThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> isServing(thread.getKey()) && isIn(BLOCKER, thread.getValue()))
        .map(thread -> thread.getKey().getName() + " " + Arrays.toString(thread.getValue()))
        .toList();
  }

  /** How many of the server's threads are at work on a request, and wait for nobody. */
  public static long workingThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> isServing(thread.getKey()))
        .map(Map.Entry::getValue)
        .filter(stack -> isIn(CONNECTION, stack) && !isIn(BLOCKER, stack))
        .count();
  }

  private static boolean isServing(Thread thread) {
    return thread.getName().matches("(answer-|http).*");
  }

  private static boolean isIn(String code, StackTraceElement[] stack) {
    return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith(code));
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
