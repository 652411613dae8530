package dev.linger.support;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node as operators run it: {@code java -jar linger.war} as a process of its own, on a port that
 * it keeps when it is started again. Ends only the process that it started.
 */
public final class RestartableNode implements AutoCloseable {

  private final Map<String, String> environment = new HashMap<>();
  private final int port = RedisProcess.freePort();
  private final File output;
  private Process process;

  private RestartableNode(Map<String, String> settings) {
    environment.putAll(settings);
    environment.put("LINGER_PORT", Integer.toString(port));
    try {
      output = Files.createTempFile("linger-node-", ".log").toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Starts a node with these environment variables and waits until it is live. */
  public static RestartableNode start(Map<String, String> settings) {
    return new RestartableNode(settings);
  }

  /** The WAR that is tested. */
  public static Path war() {
    return Path.of(System.getProperty("linger-test.war", "target/linger.war")).toAbsolutePath();
  }

  /** Starts it (again). */
  public void start() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-Xmx256m", "-jar", war().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    builder.environment().keySet().removeIf(name -> name.startsWith("LINGER_"));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Http http = new Http()) {
      await("the node at " + uri() + " is live")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions()
          .until(() -> http.get(uri().resolve("health/live")).status() == 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    waitForEnd();
  }

  /** Tells it to end (SIGTERM) and waits until it has. */
  public void terminate() {
    process.destroy();
    waitForEnd();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** What it has logged so far, in all its lives. */
  public String log() {
    try {
      return Files.readString(output.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    if (!output.delete()) {
      output.deleteOnExit();
    }
  }

  private void waitForEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the node did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
