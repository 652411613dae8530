package dev.linger.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The WAR in a container, as a process of its own in a folder of its own. Ends only the process
 * that it started.
 */
public final class NodeProcess implements AutoCloseable {

  /** The WAR that the build has just made. */
  public static final Path WAR = Path.of(System.getProperty("linger-test.war", ""));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Container container;
  private final Path folder;
  private final Process process;
  private final int port;

  private NodeProcess(Container container, Path war, Map<String, String> variables)
      throws IOException {
    this.container = container;
    this.folder = Files.createTempDirectory("linger-node-");
    this.port = RedisProcess.freePort();
    Files.createDirectory(folder.resolve("webapps"));
    List<String> command = container.prepare(folder, port, war);
    if (container.deploys()) {
      Files.copy(war, deployed());
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LINGER_"));
    builder.environment().putAll(variables);
    process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  /** Starts the WAR in dev mode. */
  public static NodeProcess start(Container container) throws IOException {
    return start(container, WAR, Map.of("LINGER_MODE", "dev"));
  }

  /** Starts a WAR with just these environment variables of ours. Does not wait. */
  public static NodeProcess start(Container container, Path war, Map<String, String> variables)
      throws IOException {
    return new NodeProcess(container, war, variables);
  }

  /** Where the application is, with a slash at the end; Linger or not, it may be starting still. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port + (container.deploys() ? "/linger/" : "/"));
  }

  public int port() {
    return port;
  }

  /** The folder for temporary files that the process was given. */
  public Path temp() {
    return folder.resolve("temp");
  }

  /** All that it has said. */
  public String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Takes the WAR away; the container notices by itself. */
  public void undeploy() throws IOException {
    Files.delete(deployed());
  }

  /** Waits for its end and returns its status. */
  public int exit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("did not end:\n" + threads() + log());
    }
    return process.exitValue();
  }

  /** A dump of all its threads. */
  public String threads() {
    return jcmd("Thread.print");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path deployed() {
    return folder.resolve("webapps/linger.war");
  }

  private String jcmd(String command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(process.pid()));
    line.add(command);
    try {
      Process asked = new ProcessBuilder(line).redirectErrorStream(true).start();
      return new String(
          asked.getInputStream().readAllBytes(), java.nio.charset.Charset.defaultCharset());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
