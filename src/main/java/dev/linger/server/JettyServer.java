package dev.linger.server;

import dev.linger.http.MethodFilter;
import dev.linger.http.Problem;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The embedded server: HTTP/1.1 and cleartext HTTP/2 on one port, our endpoints, and the WAR's
 * static files if there is a WAR.
 *
 * <p>At the end it drains before Jetty does anything: once Jetty has begun to stop, connections are
 * closed first and nobody can be answered any more.
 */
final class JettyServer {

  private static final int REQUEST_HEADER_BYTES = 8 * 1024;

  /**
   * Jetty's buffers. A parked connection keeps its input buffer, and thousands of answers at once
   * take an output buffer each, which the pool then keeps: 4 kB hold a poll and most answers, and
   * what is longer goes through in pieces. Jetty's own sizes cost ten times as much.
   */
  private static final int BUFFER_BYTES = 4 * 1024;

  /** Larger buffers are not kept. */
  private static final int MAX_POOLED_BYTES = 64 * 1024;

  /** Many clients come back at once after a restart; each must find a place in the queue. */
  private static final int ACCEPT_QUEUE = 4_096;

  /**
   * How long a connection may be silent between requests, at least. A parked poll may be, but if
   * this is over just when its answer is being written, Jetty cuts it off: so it is longer than any
   * hold.
   */
  private static final Duration IDLE = Duration.ofSeconds(60);

  private static final Duration LONGER_THAN_A_HOLD = Duration.ofSeconds(10);

  /** How long Jetty waits for what is still being written when everything has been answered. */
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private final Server server;
  private final ServerConnector connector;

  /**
   * A server that has not been started.
   *
   * @param war where the static files are; null for none
   */
  JettyServer(App app, @Nullable Path war) {
    Config.Listen listen = app.config().listen();
    QueuedThreadPool pool = new QueuedThreadPool(listen.threads());
    pool.setName("http");
    server = new Server(pool, null, buffers());
    connector = connector(server, app.config());
    server.addConnector(connector);
    server.setErrorHandler(JettyServer::writeProblem);
    server.setHandler(new GracefulHandler(context(app, listen.path(), war)));
    server.setStopTimeout(STOP_MILLIS);
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStopping(LifeCycle stopping) {
            app.drain();
          }

          @Override
          public void lifeCycleStopped(LifeCycle stopped) {
            app.close();
          }
        });
  }

  /**
   * Takes the port. Who comes before {@link #start} waits in the queue.
   *
   * @throws IOException if it can't be had
   */
  void bind() throws IOException {
    connector.open();
  }

  void start() throws Exception {
    server.start();
  }

  /** Answers everybody and stops. */
  void stop() throws Exception {
    server.stop();
  }

  void join() throws InterruptedException {
    server.join();
  }

  /** Where it can be reached. */
  URI uri() {
    return server.getURI();
  }

  /**
   * Every parked poll keeps a request buffer, which makes them more than the eighth of the heap
   * that Jetty's pool is willing to hold. It would then let go of buffers at each answer and
   * allocate new ones for the next poll, outside the heap, which is slow and waits for a collection
   * to be freed. What bounds this pool is the number of connections.
   */
  private static ByteBufferPool buffers() {
    return new ArrayByteBufferPool(0, BUFFER_BYTES, MAX_POOLED_BYTES, Integer.MAX_VALUE, 0, -1);
  }

  private static ServerConnector connector(Server server, Config config) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // A cache that each connection keeps for itself: 100 kB, held for as long as the poll is
    // parked.
    http.setHeaderCacheSize(0);
    http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
    http.setOutputBufferSize(BUFFER_BYTES);
    http.setResponseHeaderSize(BUFFER_BYTES);
    http.setInputBufferSize(BUFFER_BYTES);
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost(config.listen().host());
    connector.setPort(config.listen().port());
    connector.setIdleTimeout(idle(config.poll().maxHold()).toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  private static Duration idle(Duration maxHold) {
    Duration longer = maxHold.plus(LONGER_THAN_A_HOLD);
    return longer.compareTo(IDLE) > 0 ? longer : IDLE;
  }

  private static ServletContextHandler context(App app, String path, @Nullable Path war) {
    ServletContextHandler context =
        new ServletContextHandler(path, ServletContextHandler.NO_SESSIONS);
    context.setErrorHandler(JettyServer::writeProblem);
    context.addServletContainerInitializer((types, servlets) -> app.endpoints().addTo(servlets));
    FilterHolder methods = new FilterHolder(new MethodFilter());
    methods.setAsyncSupported(true);
    context.addFilter(methods, "/*", EnumSet.of(DispatcherType.REQUEST));
    if (war != null) {
      context.setBaseResource(ResourceFactory.of(context).newJarFileResource(war.toUri()));
      // The launcher's own class lies at the root of the WAR, beside the static files.
      context.setProtectedTargets(new String[] {"/WEB-INF", "/META-INF", "/dev"});
      ServletHolder files = new ServletHolder("default", new DefaultServlet());
      files.setInitParameter("dirAllowed", "false");
      context.addServlet(files, "/");
    }
    return context;
  }

  /** What Jetty would say in HTML. Also for what its parser refuses, before there is a servlet. */
  private static boolean writeProblem(Request request, Response response, Callback callback) {
    Problem problem = Problem.ofStatus(response.getStatus());
    byte[] body = problem.json().getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store, no-transform");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
