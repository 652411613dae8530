package dev.linger.bench;

import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * One address that polls as fast as it can, fifty thousand times, and what everybody else notices
 * of it: people who wait for a thread's events, and the forum that publishes them. First without
 * it, then with it, then after it, on one server with its default limits.
 */
final class Hostile implements AutoCloseable {

  private static final int ATTEMPTS = 50_000;
  private static final int CONNECTIONS = 4_000;
  private static final int PEOPLE = 50;
  private static final int EVENTS_PER_SECOND = 20;
  private static final int MOST_EVENTS = 10_000;
  private static final String THREAD = "thread:42";

  private final Child server;
  private final InetSocketAddress address;
  private final AtomicLongArray published = new AtomicLongArray(MOST_EVENTS);
  private final AtomicInteger next = new AtomicInteger(1);
  private volatile Latencies deliveries = new Latencies();
  private volatile boolean isOver;

  private Hostile() throws IOException {
    int port = RedisProcess.freePort();
    server =
        Child.start(
            "hostile",
            Child.ownJava(),
            List.of("-Xmx512m", "-XX:+UseParallelGC", "-Dlinger.port=" + port),
            MeasuredServer.class,
            List.of("linger"));
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static void run(String[] args) throws Exception {
    int seconds = args.length == 0 ? 15 : Integer.parseInt(args[0]);
    try (Hostile hostile = new Hostile()) {
      hostile.awaitServer();
      hostile.comeTogether();
      hostile.publishFor(seconds, () -> false);
      hostile.measure("quiet, once more", seconds, () -> false);
      long before = hostile.server.askNumber("heap");
      long during;
      try (Child flood = Flood.start(hostile.address.getPort(), ATTEMPTS, CONNECTIONS)) {
        hostile.measure("flood", 10 * seconds, () -> !flood.ask("over?").isEmpty());
        System.out.printf(Locale.ROOT, "%s%n", flood.ask("over?"));
        during = hostile.server.askNumber("heap");
      }
      hostile.measure("after it", seconds, () -> false);
      System.out.printf(
          Locale.ROOT,
          "heap after collection: before %,d, with what it holds %,d, after %,d bytes%n",
          before,
          during,
          hostile.server.askNumber("heap"));
    }
  }

  private void awaitServer() {
    for (int i = 0; i < 200; i++) {
      try (Sender sender = new Sender(address)) {
        sender.send(Wire.get("/health/ready"));
        sender.receive();
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    throw new IllegalStateException("the server does not come");
  }

  private void comeTogether() throws InterruptedException {
    CountDownLatch there = new CountDownLatch(PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
      String own = "127.0.2." + (i + 1);
      Thread person = new Thread(() -> live(own, there), "person-" + i);
      person.setDaemon(true);
      person.start();
    }
    there.await();
  }

  private void live(String own, CountDownLatch there) {
    try (Sender sender = new Sender(address, own)) {
      String cursor = Answers.cursorOf(sender, THREAD);
      there.countDown();
      while (!isOver) {
        sender.send(Wire.poll(true, THREAD, cursor));
        byte[] answer = Wire.bytes(sender.receive());
        long now = System.nanoTime();
        Answers.events(answer, answer.length, n -> deliveries.add(now - published.get((int) n)));
        int start = Answers.cursorStart(answer, answer.length);
        cursor = Answers.text(answer, start, Answers.cursorEnd(answer, start));
      }
    } catch (IOException | RuntimeException e) {
      if (!isOver) {
        System.out.println("somebody was cut off: " + e);
      }
    }
  }

  private void measure(String what, int seconds, java.util.function.BooleanSupplier isDone)
      throws IOException {
    deliveries = new Latencies();
    Latencies posts = publishFor(seconds, isDone);
    System.out.printf(
        Locale.ROOT, "%-18s POST /events %s; to its readers %s%n", what, posts, deliveries);
  }

  private Latencies publishFor(int seconds, java.util.function.BooleanSupplier isDone)
      throws IOException {
    Latencies posts = new Latencies();
    long start = System.nanoTime();
    long step = TimeUnit.SECONDS.toNanos(1) / EVENTS_PER_SECOND;
    try (Sender sender = new Sender(address, "127.0.3.1")) {
      for (long i = 1; i <= (long) seconds * EVENTS_PER_SECOND && !isDone.getAsBoolean(); i++) {
        int n = next.getAndIncrement();
        long sent = System.nanoTime();
        published.set(n, sent);
        sender.send(Wire.post("/events", Wire.event(THREAD, n)));
        sender.receive();
        posts.add(System.nanoTime() - sent);
        long due = start + i * step;
        while (due - System.nanoTime() > 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    }
    return posts;
  }

  @Override
  public void close() {
    isOver = true;
    server.close();
  }

  /** Some times, in nanoseconds. */
  private static final class Latencies {

    private long[] nanos = new long[1_024];
    private int count;

    synchronized void add(long each) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = each;
    }

    @Override
    public synchronized String toString() {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return count == 0
          ? "none"
          : "%,d: p50 %.2f, p90 %.2f, p99 %.2f ms"
              .formatted(
                  count,
                  sorted[count / 2] / 1e6,
                  sorted[count * 9 / 10] / 1e6,
                  sorted[count * 99 / 100] / 1e6);
    }
  }
}
