package dev.linger.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Many clients that poll over connections of their own, HTTP/1.1 with keep-alive, and poll again at
 * once after each answer, with its cursor. One thread; not safe for more.
 */
final class Crowd implements AutoCloseable {

  /** An address can have 28,000 connections to one port; they are shared out over several. */
  private static final int ADDRESSES = 8;

  private static final int BUFFER_BYTES = 256 * 1024;

  /** Told of every event that a client receives. */
  @FunctionalInterface
  interface Watcher {
    void received(int client, long n, long nanos);
  }

  private static final class Client {
    private final int number;
    private final String channel;
    private byte[] begun = new byte[0];

    private Client(int number, String channel) {
      this.number = number;
      this.channel = channel;
    }
  }

  private final InetSocketAddress server;
  private final boolean post;
  private final Watcher watcher;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] in = new byte[BUFFER_BYTES];

  // The last request that was made, because a crowd in one channel sends the same one.
  private String requestChannel = "";
  private byte[] requestCursor = new byte[0];
  private ByteBuffer request = ByteBuffer.allocate(0);

  private long answers;
  private long answerBytes;

  Crowd(InetSocketAddress server, boolean post, Watcher watcher) throws IOException {
    this.server = server;
    this.post = post;
    this.watcher = watcher;
    this.selector = Selector.open();
  }

  /** Connects clients and sends their first polls. */
  void join(int count, IntFunction<String> channelOf, String cursor) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.bind(new InetSocketAddress("127.0.0." + (1 + i % ADDRESSES), 0));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(server);
      channel.configureBlocking(false);
      Client client = new Client(i, channelOf.apply(i));
      channel.register(selector, SelectionKey.OP_READ, client);
      byte[] text = Wire.bytes(cursor);
      poll(channel, client, text, 0, text.length);
    }
  }

  /** Lives until a condition is met. Returns false if that took longer than it may. */
  boolean live(BooleanSupplier done, long patienceMillis) throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (!done.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      selector.select(this::readable, Math.min(left, 100));
    }
    return true;
  }

  /** How many answers have come, with events or without. */
  long answers() {
    return answers;
  }

  long answerBytes() {
    return answerBytes;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void readable(SelectionKey key) {
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      Client client = (Client) key.attachment();
      int end = client.begun.length;
      System.arraycopy(client.begun, 0, in, 0, end);
      buffer.clear().limit(BUFFER_BYTES - end);
      int read = channel.read(buffer);
      if (read < 0) {
        throw new IllegalStateException("the server closed the connection of " + client.number);
      }
      buffer.flip().get(in, end, read);
      end += read;
      int length = Answers.length(in, end);
      if (length < 0) {
        client.begun = Arrays.copyOf(in, end);
      } else if (length < end) {
        throw new IllegalStateException("more than one answer: " + Answers.text(in, 0, end));
      } else {
        client.begun = new byte[0];
        answered(channel, client, end);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void answered(SocketChannel channel, Client client, int end) throws IOException {
    answers++;
    answerBytes += end;
    long now = System.nanoTime();
    Answers.events(in, end, n -> watcher.received(client.number, n, now));
    int start = Answers.cursorStart(in, end);
    poll(channel, client, in, start, Answers.cursorEnd(in, start));
  }

  private void poll(SocketChannel channel, Client client, byte[] cursor, int from, int to)
      throws IOException {
    if (!client.channel.equals(requestChannel)
        || !Arrays.equals(cursor, from, to, requestCursor, 0, requestCursor.length)) {
      requestChannel = client.channel;
      requestCursor = Arrays.copyOfRange(cursor, from, to);
      byte[] bytes = Wire.poll(post, client.channel, Answers.text(cursor, from, to));
      request = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }
    request.flip();
    if (channel.write(request) < request.limit()) {
      throw new IllegalStateException("a poll did not fit into the socket's buffer");
    }
  }
}
