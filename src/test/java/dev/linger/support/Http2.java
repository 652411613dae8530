package dev.linger.support;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/** One cleartext HTTP/2 connection, for clients that vanish. */
public final class Http2 implements AutoCloseable {

  /** How a client goes. */
  public enum Way {
    RST_STREAM,
    GOAWAY,
    TCP_CLOSE
  }

  private static final int STREAM_WINDOW_BYTES = 65_535;

  private final HTTP2Client client = new HTTP2Client();
  private final Session session;
  private final URI node;
  private final List<Stream> streams = new ArrayList<>();

  public Http2(URI node) throws Exception {
    this.node = node;
    // The protocol's own default; Jetty's client would take megabytes without anybody reading them.
    client.setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
    client.start();
    session =
        client
            .connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), node.getPort()),
                new Session.Listener() {})
            .get(10, TimeUnit.SECONDS);
  }

  /** Sends a whole request and reads its answer as it comes. */
  public Exchange post(String path, String json) throws Exception {
    return open(path, json, true);
  }

  /** Sends a whole request and never reads its answer. */
  public Exchange unread(String path, String json) throws Exception {
    return open(path, json, false);
  }

  /** Sends the head of a request whose body never comes. */
  public void withoutBody(String path) throws Exception {
    open(path, null, false);
  }

  /** Goes away, with all its requests. */
  public void go(Way way) throws Exception {
    switch (way) {
      case RST_STREAM -> {
        for (Stream stream : streams) {
          stream.reset(
              new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
        }
      }
      case GOAWAY -> {
        // Says goodbye, and does not wait for its streams.
        session.close(ErrorCode.NO_ERROR.code, "bye", Callback.NOOP);
        ((HTTP2Session) session).getEndPoint().close();
      }
      case TCP_CLOSE -> ((HTTP2Session) session).getEndPoint().close();
      default -> throw new IllegalArgumentException(way.name());
    }
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Exchange open(String path, String json, boolean reads) throws Exception {
    MetaData.Request request =
        new MetaData.Request(
            "POST", HttpURI.from(node.resolve(path)), HttpVersion.HTTP_2, HttpFields.EMPTY);
    Exchange exchange = new Exchange(reads);
    Stream stream =
        session
            .newStream(new HeadersFrame(request, null, false), exchange)
            .get(10, TimeUnit.SECONDS);
    streams.add(stream);
    if (json != null) {
      ByteBuffer body = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
      stream.data(new DataFrame(stream.getId(), body, true)).get(10, TimeUnit.SECONDS);
    }
    return exchange;
  }

  /** One request and what comes of it. */
  public static final class Exchange implements Stream.Listener {

    private final boolean reads;
    private final CompletableFuture<Http.Reply> reply = new CompletableFuture<>();
    private final CompletableFuture<Void> reset = new CompletableFuture<>();
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> headers = new HashMap<>();
    private int status;

    private Exchange(boolean reads) {
      this.reads = reads;
    }

    public Http.Reply reply() throws Exception {
      return reply.get(20, TimeUnit.SECONDS);
    }

    public boolean isOver() {
      return reply.isDone() || reset.isDone();
    }

    public boolean wasReset() {
      return reset.isDone();
    }

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
      status = ((MetaData.Response) frame.getMetaData()).getStatus();
      frame
          .getMetaData()
          .getHttpFields()
          .forEach(
              field -> headers.put(field.getName().toLowerCase(Locale.ROOT), field.getValue()));
      if (frame.isEndStream()) {
        reply.complete(new Http.Reply(status, headers, ""));
      } else if (reads) {
        stream.demand();
      }
    }

    @Override
    public void onDataAvailable(Stream stream) {
      Stream.Data data = stream.readData();
      if (data == null) {
        stream.demand();
        return;
      }
      boolean last = data.frame().isEndStream();
      body.append(StandardCharsets.UTF_8.decode(data.frame().getByteBuffer()));
      data.release();
      if (last) {
        reply.complete(new Http.Reply(status, headers, body.toString()));
      } else {
        stream.demand();
      }
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, Callback callback) {
      reset.complete(null);
      callback.succeeded();
    }
  }
}
