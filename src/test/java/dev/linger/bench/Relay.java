package dev.linger.bench;

import static org.awaitility.Awaitility.await;

import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Publish on node A, receipt on node B, through a Redis: how long an event takes from the moment
 * that the publisher sends it to the moment that the poller has its answer. Three processes beside
 * ours, all over sockets. What is sent late, because this process had no processor, counts from
 * when it should have been sent.
 */
final class Relay {

  private static final int CHANNELS = 1_000;
  private static final int PER_SECOND = 200;
  private static final int PUBLISHERS = 8;
  private static final long PATIENCE_MILLIS = 30_000;

  private final int events;
  private final int notCounted;
  private final AtomicLongArray sentNanos;
  private final long[] newest = new long[CHANNELS];
  private final List<Long> latencies = new ArrayList<>();
  private int received;
  private int repeated;

  private Relay(int warmUpSeconds, int seconds) {
    notCounted = warmUpSeconds * PER_SECOND;
    events = notCounted + seconds * PER_SECOND;
    sentNanos = new AtomicLongArray(events + 1);
  }

  static void run(String[] args) throws IOException {
    int seconds = args.length == 0 ? 30 : Integer.parseInt(args[0]);
    try (RedisProcess redis =
            RedisProcess.installedBinary()
                .map(RedisProcess::of)
                .orElseGet(() -> RedisProcess.embedded());
        Node a = Node.start("relay-a", redis.url());
        Node b = Node.start("relay-b", redis.url())) {
      new Relay(20, seconds).relay(a.address(), b.address());
    }
  }

  private void relay(InetSocketAddress a, InetSocketAddress b) throws IOException {
    try (Sender asker = new Sender(b);
        Crowd crowd = new Crowd(b, true, this::received)) {
      crowd.join(CHANNELS, i -> "thread:" + i, Answers.cursorOf(asker, "thread:0"));
      crowd.live(() -> false, 2_000);
      Thread publisher = new Thread(() -> publish(a), "publisher");
      publisher.start();
      boolean all =
          crowd.live(() -> received == events, events * 1_000L / PER_SECOND + PATIENCE_MILLIS);
      report(all);
    }
  }

  /** Sends on time, over several connections in turn, so that a slow answer delays nobody. */
  private void publish(InetSocketAddress a) {
    List<Sender> senders = new ArrayList<>();
    try {
      for (int i = 0; i < PUBLISHERS; i++) {
        senders.add(new Sender(a));
      }
      long start = System.nanoTime();
      for (int n = 1; n <= events; n++) {
        long due = start + n * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        waitUntil(due);
        Sender sender = senders.get(n % PUBLISHERS);
        if (n > PUBLISHERS) {
          sender.receive();
        }
        sentNanos.set(n, due);
        sender.send(Wire.post("/events", Wire.event("thread:" + n % CHANNELS, n)));
      }
      for (Sender sender : senders) {
        sender.receive();
        sender.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void waitUntil(long nanos) {
    while (nanos - System.nanoTime() > 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(nanos - System.nanoTime());
    }
  }

  private void received(int client, long n, long nanos) {
    if (n <= newest[client]) {
      repeated++;
      return;
    }
    newest[client] = n;
    received++;
    if (n > notCounted) {
      latencies.add(nanos - sentNanos.get((int) n));
    }
  }

  private void report(boolean all) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d events in %d channels at %d/s: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        sorted.length,
        CHANNELS,
        PER_SECOND,
        LoadClient.at(sorted, 0.5) / 1e6,
        LoadClient.at(sorted, 0.9) / 1e6,
        LoadClient.at(sorted, 0.99) / 1e6,
        LoadClient.at(sorted, 1) / 1e6);
    System.out.printf("lost %d, repeated %d%n", events - received, repeated);
    if (!all) {
      throw new IllegalStateException("not every event arrived");
    }
  }

  /** A node in a process of its own. */
  private record Node(Child child, InetSocketAddress address) implements AutoCloseable {

    static Node start(String name, String redis) {
      int port = RedisProcess.freePort();
      Child child =
          Child.start(
              name,
              Child.ownJava(),
              List.of("-Xmx512m", "-Dlinger.port=" + port, "-Dlinger.redis.url=" + redis),
              MeasuredServer.class,
              List.of("linger"));
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      await().until(() -> ready(address));
      return new Node(child, address);
    }

    private static boolean ready(InetSocketAddress address) {
      try (Sender sender = new Sender(address)) {
        sender.send(Wire.get("/health/ready"));
        return !sender.receive().isEmpty();
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
