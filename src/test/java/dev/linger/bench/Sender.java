package dev.linger.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One connection for requests that are answered at once; blocking. */
final class Sender implements Closeable {

  private final Socket socket = new Socket();
  private final byte[] in = new byte[64 * 1024];

  Sender(InetSocketAddress server) throws IOException {
    this(server, "127.0.0.1");
  }

  /** From an address of this machine. */
  Sender(InetSocketAddress server, String own) throws IOException {
    socket.bind(new InetSocketAddress(own, 0));
    socket.setTcpNoDelay(true);
    socket.connect(server);
  }

  void send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
  }

  /** Waits for an answer and gives its text; only its end is looked for, not its meaning. */
  String receive() throws IOException {
    InputStream stream = socket.getInputStream();
    int end = 0;
    for (; ; ) {
      int read = stream.read(in, end, in.length - end);
      if (read < 0) {
        throw new IOException("the server closed the connection");
      }
      end += read;
      String text = Answers.text(in, 0, end);
      int headers = text.indexOf("\r\n\r\n");
      int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
      if (headers < 0 || at < 0) {
        continue;
      }
      int length = Integer.parseInt(text.substring(at + 16, text.indexOf("\r\n", at)));
      if (end >= headers + 4 + length) {
        if (!text.startsWith("HTTP/1.1 20")) {
          throw new IOException(text);
        }
        return text;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
