package dev.linger.bench;

import static org.awaitility.Awaitility.await;

import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Parks many polls of one channel on Linger and as many on the bare servlet, publishes an event to
 * one, to the other, to the one, and so on, and compares. Each server and each crowd is a process
 * of its own; whatever else the machine does at the time hits both alike, so the ratios hold where
 * the figures do not.
 */
final class Load implements AutoCloseable {

  /** So few do not matter, and so many load every class and fill every pool that does. */
  private static final int FORERUNNERS = 200;

  private static final int FORERUNNER_ROUNDS = 20;

  /** A server that used less processor time than this between two looks has nothing to do. */
  private static final long QUIET_NANOS = 1_500_000;

  private static final Duration LOOK = Duration.ofMillis(40);

  /** One event to everybody. Times in nanoseconds. */
  record Round(
      long all,
      long p50,
      long p90,
      long p99,
      long lost,
      long repeated,
      long bytes,
      double cpu,
      double allocated) {}

  private final int polls;
  private final Child server;
  private final Child client;
  private final List<Round> rounds = new ArrayList<>();
  private double heapFresh;
  private double heapUsed;
  private double direct;

  private Load(String name, Options options) {
    this.polls = options.polls();
    int port = RedisProcess.freePort();
    List<String> flags = new ArrayList<>(options.flags());
    flags.add("-Dlinger.port=" + port);
    flags.add("-Dlinger.poll.parked=1000000");
    flags.add("-Dlinger.connections=1000000");
    // A crowd comes from a few addresses.
    flags.add("-Dlinger.poll.parked-per-address=1000000");
    flags.add("-Dlinger.limit.requests=1000000/1000000");
    server = Child.start(name, options.java(), flags, MeasuredServer.class, List.of(name));
    awaitPort(port);
    client =
        Child.start(
            name + "-client",
            Child.ownJava(),
            List.of("-Xmx1g", "-XX:+UseSerialGC"),
            LoadClient.class,
            List.of(Integer.toString(port), name, options.post() ? "post" : "get"));
  }

  static void run(String[] args) {
    Options options = Options.read(args);
    System.out.println(options);
    try (Load linger = new Load("linger", options);
        Load bare = new Load("bare", options)) {
      List<Load> both = List.of(linger, bare);
      both.forEach(Load::park);
      for (int i = 0; i < options.warmUp(); i++) {
        both.forEach(Load::round);
      }
      both.forEach(load -> load.rounds.clear());
      for (int i = 0; i < options.rounds(); i++) {
        both.forEach(Load::round);
      }
      both.forEach(Load::measureHeap);
      report(linger, bare);
    }
  }

  /** Parks everybody, on a server that has seen some and was told to collect what they left. */
  private void park() {
    client.ask("park " + FORERUNNERS);
    quiet();
    for (int i = 0; i < FORERUNNER_ROUNDS; i++) {
      client.ask("round");
      quiet();
    }
    client.ask("leave");
    quiet();
    long before = server.askNumber("heap");
    long directBefore = server.askNumber("direct");
    client.ask("park " + polls);
    quiet();
    heapFresh = (double) (server.askNumber("heap") - before) / polls;
    heapUsed = -before;
    direct = -directBefore;
  }

  private void round() {
    long cpuBefore = quiet();
    long allocatedBefore = server.askNumber("allocated");
    long[] f = Arrays.stream(client.ask("round").split(" ")).mapToLong(Long::parseLong).toArray();
    double cpu = (double) (quiet() - cpuBefore) / polls;
    double allocated = (double) (server.askNumber("allocated") - allocatedBefore) / polls;
    rounds.add(new Round(f[0], f[1], f[2], f[3], f[4], f[5], f[6], cpu, allocated));
  }

  private void measureHeap() {
    quiet();
    heapUsed = (heapUsed + server.askNumber("heap")) / polls;
    direct = (direct + server.askNumber("direct")) / polls;
    server.ask("histogram");
  }

  /** Waits until the server has nothing to do and tells how much processor time it has used. */
  private long quiet() {
    long[] cpu = {server.askNumber("cpu")};
    await()
        .pollInterval(LOOK)
        .pollDelay(LOOK)
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              long before = cpu[0];
              cpu[0] = server.askNumber("cpu");
              return cpu[0] - before < QUIET_NANOS;
            });
    return cpu[0];
  }

  private static void awaitPort(int port) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (IOException e) {
                return false;
              }
            });
  }

  private static void report(Load linger, Load bare) {
    System.out.printf("%-34s %10s %10s %8s%n", "", "linger", "bare", "ratio");
    row("heap per poll, just parked, bytes", linger.heapFresh, bare.heapFresh);
    row("heap per poll, after rounds, bytes", linger.heapUsed, bare.heapUsed);
    row("direct memory per poll, bytes", linger.direct, bare.direct);
    row("CPU per delivery, us", linger, bare, r -> r.cpu() / 1e3);
    row("allocated per delivery, bytes", linger, bare, Round::allocated);
    row("time to all, ms", linger, bare, r -> r.all() / 1e6);
    row("p50, ms", linger, bare, r -> r.p50() / 1e6);
    row("p90, ms", linger, bare, r -> r.p90() / 1e6);
    row("p99, ms", linger, bare, r -> r.p99() / 1e6);
    row("answer, bytes", linger, bare, Round::bytes);
    System.out.printf(
        "lost %d and %d, repeated %d and %d, of %d and %d%n",
        linger.sum(Round::lost),
        bare.sum(Round::lost),
        linger.sum(Round::repeated),
        bare.sum(Round::repeated),
        linger.rounds.size() * (long) linger.polls,
        bare.rounds.size() * (long) bare.polls);
  }

  /** The ratio is the median of the pairs' ratios, not the ratio of the medians. */
  private static void row(String what, Load linger, Load bare, ToDoubleFunction<Round> figure) {
    double[] ratios = new double[linger.rounds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] =
          figure.applyAsDouble(linger.rounds.get(i)) / figure.applyAsDouble(bare.rounds.get(i));
    }
    row(what, linger.median(figure), bare.median(figure), median(ratios));
  }

  private static void row(String what, double linger, double bare) {
    row(what, linger, bare, linger / bare);
  }

  private static void row(String what, double linger, double bare, double ratio) {
    System.out.printf("%-34s %10.1f %10.1f %8.2f%n", what, linger, bare, ratio);
  }

  private double median(ToDoubleFunction<Round> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  private long sum(java.util.function.ToLongFunction<Round> figure) {
    return rounds.stream().mapToLong(figure).sum();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
