package dev.linger.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * The process of a crowd in one channel. {@code park N} connects N clients, {@code round} publishes
 * an event and follows it to every one of them, {@code leave} ends them.
 */
public final class LoadClient {

  private static final String CHANNEL = "thread:42";
  private static final long PATIENCE_MILLIS = 60_000;

  private final InetSocketAddress server;
  private final boolean linger;
  private final boolean post;
  private Sender publisher;
  private Crowd crowd;
  private long[] newest = new long[0];
  private long[] latencies = new long[0];
  private int received;
  private int repeated;
  private int lost;
  private long published;
  private long publishedAtNanos;

  private LoadClient(int port, boolean linger, boolean post) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.linger = linger;
    this.post = post;
  }

  /** Port, {@code linger} or {@code bare}, {@code post} or {@code get}. */
  public static void main(String[] args) throws IOException {
    LoadClient client =
        new LoadClient(Integer.parseInt(args[0]), args[1].equals("linger"), args[2].equals("post"));
    Child.answer(
        line -> {
          String[] words = line.split(" ", -1);
          return switch (words[0]) {
            case "park" -> client.park(Integer.parseInt(words[1]));
            case "round" -> client.round();
            case "leave" -> client.leave();
            default -> throw new IllegalArgumentException(line);
          };
        });
  }

  private String park(int count) throws IOException {
    newest = new long[count];
    Arrays.fill(newest, published);
    latencies = new long[count];
    crowd = new Crowd(server, post, this::received);
    crowd.join(count, i -> CHANNEL, cursor());
    return "parked " + count;
  }

  /** Times in nanoseconds: all, p50, p90, p99; then lost, repeated and the length of an answer. */
  private String round() throws IOException {
    received = 0;
    repeated = 0;
    lost = 0;
    long bytesBefore = crowd.answerBytes();
    publish();
    crowd.live(() -> received == newest.length, PATIENCE_MILLIS);
    published();
    lost += newest.length - received;
    long bytes = (crowd.answerBytes() - bytesBefore) / Math.max(1, received);
    long[] sorted = Arrays.copyOf(latencies, received);
    Arrays.sort(sorted);
    return String.join(
        " ",
        Long.toString(at(sorted, 1)),
        Long.toString(at(sorted, 0.5)),
        Long.toString(at(sorted, 0.9)),
        Long.toString(at(sorted, 0.99)),
        Integer.toString(lost),
        Integer.toString(repeated),
        Long.toString(bytes));
  }

  /** What is parked for them is answered once more, so that nothing of them stays. */
  private String leave() throws IOException {
    crowd.close();
    publish();
    published();
    return "left";
  }

  private void publish() throws IOException {
    published++;
    byte[] request =
        Wire.post(
            "/events", linger ? Wire.event(CHANNEL, published) : Wire.answer(CHANNEL, published));
    // A connection of its own for each: between two rounds it would lie idle for too long.
    publisher = new Sender(server);
    publishedAtNanos = System.nanoTime();
    publisher.send(request);
  }

  private void published() throws IOException {
    publisher.receive();
    publisher.close();
  }

  private void received(int client, long n, long nanos) {
    if (n <= newest[client]) {
      repeated++;
      return;
    }
    lost += Math.toIntExact(n - newest[client] - 1);
    newest[client] = n;
    if (n == published) {
      latencies[received] = nanos - publishedAtNanos;
      received++;
    }
  }

  private String cursor() throws IOException {
    if (!linger) {
      return "0123456789abcdef.0-0.01234567";
    }
    try (Sender asker = new Sender(server)) {
      return Answers.cursorOf(asker, CHANNEL);
    }
  }

  /** The value that a share of the sorted ones do not exceed. */
  static long at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
