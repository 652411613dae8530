package dev.linger.support;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1 by hand, for what no client library would send, and for clients that vanish: {@link
 * #close} is a FIN, {@link #vanish} an RST.
 */
public final class RawHttp implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket = new Socket();

  /** Connects with the system's receive buffer. */
  public RawHttp(URI node) throws IOException {
    this(node, 0);
  }

  /**
   * Connects.
   *
   * @param receiveBytes a receive buffer so small that what is not read soon stays at the server; 0
   *     for the system's
   */
  public RawHttp(URI node, int receiveBytes) throws IOException {
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.getPort()), TIMEOUT_MILLIS);
  }

  /** A whole POST of JSON. */
  public static String post(String path, String json) {
    return post(path, json.getBytes(StandardCharsets.UTF_8).length) + json;
  }

  /** The head of a POST whose body is still to come. */
  public static String post(String path, int length) {
    return "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n".formatted(path, length);
  }

  public RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /**
   * Sends something over and over, until the server takes no more; counts the bytes that it took.
   */
  public void sendWhatFits(String text, int mostBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    Thread stuck =
        new Thread(
            () -> {
              try {
                for (int sent = 0; sent < mostBytes; sent += bytes.length) {
                  socket.getOutputStream().write(bytes);
                }
              } catch (IOException e) {
                // It was cut off.
              }
            });
    stuck.setDaemon(true);
    stuck.start();
  }

  /** Whether the server has closed or reset the connection; what it said before is read. */
  public boolean isOver() throws IOException {
    socket.setSoTimeout(1);
    try {
      return readUpTo(1_000) < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
  }

  /** Says that nothing more will be sent, and goes on reading. */
  public void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads one answer. */
  public Http.Reply reply() throws IOException {
    return reply(true);
  }

  /** Reads one answer to a HEAD. */
  public Http.Reply replyWithoutBody() throws IOException {
    return reply(false);
  }

  /** Reads one byte of whatever is coming; -1 at the end. */
  public int read() throws IOException {
    return socket.getInputStream().read();
  }

  /**
   * Reads some of what has come, at least one byte.
   *
   * @return how many bytes, or -1 when the server has closed or reset the connection
   */
  public int readUpTo(int most) throws IOException {
    try {
      return socket.getInputStream().read(new byte[most]);
    } catch (SocketException e) {
      return -1;
    }
  }

  /**
   * Reads until the server closes or resets the connection; a time-out if it does neither.
   *
   * @return how many bytes still came
   */
  public long readToEnd() throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    try {
      for (int read = 0; read >= 0; read = socket.getInputStream().read(buffer)) {
        total += read;
      }
    } catch (SocketException e) {
      // A reset is an end, too.
      return total;
    }
    return total;
  }

  /** Goes away with an RST. */
  public void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Http.Reply reply(boolean withBody) throws IOException {
    String status = line();
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
    byte[] body = socket.getInputStream().readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer was cut off");
    }
    return new Http.Reply(
        Integer.parseInt(status.split(" ", -1)[1]),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("no answer; so far: " + line.toString(StandardCharsets.UTF_8));
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}
