package dev.linger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address that polls, and polls again at once whatever it is told, on as many connections as it
 * is given. A process of its own, whose connections stay open until it is ended; it runs when
 * nobody else wants to, since a real one would not take its time from the server's own cores.
 */
final class Flood implements Runnable {

  private static final String OWN = "127.0.4.1";
  private static final int BUFFER_BYTES = 64 * 1024;

  /** When nothing has come for so long, all that is left is parked. */
  private static final long QUIET_MILLIS = 1_000;

  private static final Pattern LENGTH =
      Pattern.compile("content-length: ([0-9]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern WHAT = Pattern.compile("HTTP/1.1 ([0-9]+)|\"code\":\"([a-z_]+)\"");

  /** What has come of an answer. */
  private static final class Begun {
    private final StringBuilder text = new StringBuilder();
  }

  private final InetSocketAddress server;
  private final int attempts;
  private final int connections;
  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
  private final Map<String, Integer> told = new TreeMap<>();
  private byte[] poll = {};
  private int open;
  private int sent;
  private long nanos;

  private Flood(InetSocketAddress server, int attempts, int connections) throws IOException {
    this.server = server;
    this.attempts = attempts;
    this.connections = connections;
    this.selector = Selector.open();
  }

  static Child start(int port, int attempts, int connections) {
    return Child.start(
        "flood",
        "nice",
        List.of("-n", "19", Child.ownJava()),
        Flood.class,
        List.of("" + port, "" + attempts, "" + connections));
  }

  /** Answers with nothing while it goes on, and then with what it was told. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    Flood flood = new Flood(server, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Thread flooding = new Thread(flood, "flood");
    flooding.setDaemon(true);
    flooding.start();
    Child.answer(line -> flooding.isAlive() ? "" : flood);
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (Sender sender = new Sender(server, OWN)) {
      poll = Wire.poll(true, "thread:1", Answers.cursorOf(sender, "thread:1"));
      while (sent < attempts) {
        if (open < connections) {
          connect();
        }
        int ready = selector.select(this::readable, open < connections ? 1 : QUIET_MILLIS);
        if (ready == 0 && open == connections) {
          break;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    nanos = System.nanoTime() - start;
  }

  private void connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(OWN, 0));
    channel.connect(server);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new Begun());
    open++;
    send(channel);
  }

  private void send(SocketChannel channel) throws IOException {
    if (sent < attempts) {
      sent++;
      channel.write(ByteBuffer.wrap(poll));
    }
  }

  private void readable(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    StringBuilder begun = ((Begun) key.attachment()).text;
    try {
      in.clear();
      int read = channel.read(in);
      if (read < 0) {
        count("closed");
        lose(channel);
        return;
      }
      begun.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
      int headers = begun.indexOf("\r\n\r\n");
      Matcher length = LENGTH.matcher(begun);
      if (headers < 0 || !length.find()) {
        return;
      }
      if (begun.length() >= headers + 4 + Integer.parseInt(length.group(1))) {
        StringBuilder what = new StringBuilder();
        Matcher parts = WHAT.matcher(begun);
        while (parts.find()) {
          what.append(parts.group(1) == null ? " " + parts.group(2) : parts.group(1));
        }
        count(what.toString());
        begun.setLength(0);
        send(channel);
      }
    } catch (IOException e) {
      count("reset");
      lose(channel);
    }
  }

  private void lose(SocketChannel channel) {
    open--;
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void count(String what) {
    told.merge(what, 1, Integer::sum);
  }

  @Override
  public String toString() {
    int answered = told.values().stream().mapToInt(Integer::intValue).sum();
    return "%,d attempts in %.1f s over %,d connections: %s, without an answer so far %,d"
        .formatted(sent, nanos / (double) TimeUnit.SECONDS.toNanos(1), open, told, sent - answered);
  }
}
