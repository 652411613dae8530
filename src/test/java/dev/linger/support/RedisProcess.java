package dev.linger.support;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server on a free loopback port, in a folder of its own, that can be killed, frozen
 * and started again. Ends only the process that it started.
 */
public final class RedisProcess implements AutoCloseable {

  /**
   * Where free ports are looked for: below those that the system gives to connections. One of those
   * may be taken by any client between our looking and the server's binding.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;

  private final Path binary;
  private final Path folder;
  private final int port;
  private final List<String> options;

  /** A configuration file, or none. */
  private final List<String> file;

  private Process process;

  /** Whom {@link #url()} names; null for nobody in particular. */
  private RedisUser user;

  private RedisProcess(Path binary, int port, List<String> options) {
    this(binary, port, options, List.of());
  }

  private RedisProcess(Path binary, int port, List<String> options, List<String> file) {
    this.binary = binary;
    this.port = port;
    this.options = options;
    this.file = file;
    try {
      this.folder = Files.createTempDirectory("linger-redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** The server that comes with the test dependencies (6.2). */
  public static RedisProcess embedded(String... options) {
    return new RedisProcess(embeddedBinary(), freePort(), List.of(options));
  }

  /** A given server, such as {@link #installedBinary()}. */
  public static RedisProcess of(Path binary, String... options) {
    return new RedisProcess(binary, freePort(), List.of(options));
  }

  /** The embedded server on a port of the caller's choice. */
  public static RedisProcess onPort(int port, String... options) {
    return new RedisProcess(embeddedBinary(), port, List.of(options));
  }

  /** The {@code redis-server} on the PATH, if there is one. */
  public static Optional<Path> installedBinary() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The 6.2 server out of the test dependencies, unpacked. */
  public static Path embeddedBinary() {
    return Embedded.BINARY;
  }

  /** One that follows another one, and does. */
  public static RedisProcess replicaOf(RedisProcess master, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--replicaof", "127.0.0.1", Integer.toString(master.port())));
    RedisProcess replica = new RedisProcess(master.binary, freePort(), all);
    replica.waitForInfo("replication", "master_link_status:up");
    return master.user == null ? replica : replica.as(master.user);
  }

  /** A sentinel that watches a master under the name of {@code forum}. */
  public static RedisProcess sentinel(RedisProcess master, int quorum) {
    try {
      // It keeps what it learns in its configuration, so that must be a file that it may write.
      Path file = Files.createTempFile("linger-sentinel-", ".conf");
      file.toFile().deleteOnExit();
      String watch = "sentinel monitor forum 127.0.0.1 " + master.port() + " " + quorum;
      Files.writeString(
          file,
          watch
              + "\nsentinel down-after-milliseconds forum 1000"
              + "\nsentinel failover-timeout forum 5000\n");
      return new RedisProcess(
          master.binary, freePort(), List.of("--sentinel"), List.of(file.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same server, which is asked as this user from now on, also when it is started again. */
  public RedisProcess as(RedisUser someone) {
    user = someone;
    someone.createIn(this);
    return this;
  }

  /** Waits until the server says something of itself. */
  public void waitForInfo(String section, String line) {
    waitFor(jedis -> jedis.info(section).contains(line));
  }

  /** Waits until the server says something of its cluster. */
  public void waitForCluster(String line) {
    waitFor(jedis -> jedis.clusterInfo().contains(line));
  }

  private void waitFor(Predicate<Jedis> condition) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try (Jedis jedis = jedis()) {
                return condition.test(jedis);
              }
            });
  }

  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Somebody has it. There are thousands of others.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts it (again), on the same port and with the data that its last life has saved. */
  public void start() {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(file);
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString()));
    if (file.isEmpty()) {
      command.addAll(List.of("--save", "", "--repl-diskless-sync-delay", "0"));
    }
    command.addAll(options);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(this::answers);
    if (user != null) {
      user.createIn(this);
    }
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    waitForEnd();
  }

  /** Stops it from running without closing its connections, as a hanging machine would. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void thaw() {
    signal("CONT");
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://" + userInfo() + "127.0.0.1:" + port;
  }

  /** What stands before the host in a URL. */
  public String userInfo() {
    return user == null ? "" : user.userInfo();
  }

  /** A connection for looking and meddling; close it. */
  public Jedis jedis() {
    return new Jedis(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder().resp2().timeoutMillis(5_000).build());
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      signal("CONT");
      process.destroyForcibly();
      waitForEnd();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("redis-server did not start, see " + folder);
    }
    try (Jedis jedis = jedis()) {
      return jedis.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitForEnd() {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("redis-server did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Embedded {
    static final Path BINARY = unpack();

    private static Path unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get().toPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
