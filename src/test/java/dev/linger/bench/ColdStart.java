package dev.linger.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From {@code exec} to the first poll's answer: starts the server again and again and prints how
 * long it took.
 *
 * <pre>
 *   java src/test/java/dev/linger/bench/ColdStart.java 20 java -jar target/linger.war
 * </pre>
 */
public final class ColdStart {

  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private ColdStart() {}

  /** How often, and the command; its port comes in the environment. */
  public static void main(String[] args) throws Exception {
    int times = Integer.parseInt(args[0]);
    List<String> command = Arrays.asList(args).subList(1, args.length);
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      millis.add(TimeUnit.NANOSECONDS.toMillis(once(command)));
    }
    millis.sort(null);
    System.out.printf(
        "%d starts, milliseconds to the first poll's answer: min %d, median %d, max %d%n",
        times, millis.get(0), millis.get(times / 2), millis.get(times - 1));
  }

  private static long once(List<String> command) throws IOException, InterruptedException {
    int port = freePort();
    Path log = Files.createTempFile("linger-cold-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LINGER_PORT", Integer.toString(port));
    long start = System.nanoTime();
    Process process = builder.redirectOutput(log.toFile()).start();
    try {
      while (!isAnswered(port)) {
        if (!process.isAlive() || System.nanoTime() - start > AT_MOST.toNanos()) {
          throw new IllegalStateException("it does not start:\n" + Files.readString(log));
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
      return System.nanoTime() - start;
    } finally {
      process.destroy();
      process.waitFor();
      Files.delete(log);
    }
  }

  private static boolean isAnswered(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /poll?channel=thread:42 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("\"cursor\"");
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
