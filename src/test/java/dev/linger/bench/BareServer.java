package dev.linger.bench;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The least that a long-polling servlet can be, on the same Jetty with the same settings: a poll is
 * put into a queue; what is published is written to everybody in it, as it came. No cursor, no log,
 * no hold, no check of anything: what Linger costs beyond this is Linger's own.
 */
final class BareServer {

  private static final int BUFFER_BYTES = 4 * 1024;

  private BareServer() {}

  static void start(int port) throws Exception {
    QueuedThreadPool pool = new QueuedThreadPool(64);
    Server server = new Server(pool);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // As JettyServer has them: what is measured is our code, not our choice of buffers.
    http.setHeaderCacheSize(0);
    http.setOutputBufferSize(BUFFER_BYTES);
    http.setResponseHeaderSize(BUFFER_BYTES);
    http.setInputBufferSize(BUFFER_BYTES);
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(60_000);
    connector.setAcceptQueueSize(4_096);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    Queue<AsyncContext> parked = new ConcurrentLinkedQueue<>();
    add(context, "/poll", new Parking(parked));
    add(context, "/events", new Publishing(parked));
    server.setHandler(context);
    server.start();
  }

  private static void add(ServletContextHandler context, String path, HttpServlet servlet) {
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, path);
  }

  private static final class Parking extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private final transient Queue<AsyncContext> parked;

    private Parking(Queue<AsyncContext> parked) {
      this.parked = parked;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext context = request.startAsync();
      context.setTimeout(0);
      parked.add(context);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getInputStream().readNBytes(request.getContentLength());
      doGet(request, response);
    }
  }

  private static final class Publishing extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private final transient Queue<AsyncContext> parked;

    private Publishing(Queue<AsyncContext> parked) {
      this.parked = parked;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = request.getInputStream().readAllBytes();
      // Those who come back while we write wait for the next event.
      int present = parked.size();
      for (int i = 0; i < present; i++) {
        write(parked.remove(), body);
      }
      response.setStatus(HttpServletResponse.SC_CREATED);
      response.setContentLength(0);
    }

    private static void write(AsyncContext context, byte[] body) {
      try {
        ServletResponse response = context.getResponse();
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
      } catch (IOException e) {
        // The client has gone; the others have not.
      }
      context.complete();
    }
  }
}
