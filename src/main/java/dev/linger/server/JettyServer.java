package dev.linger.server;

import dev.linger.http.DemoFilter;
import dev.linger.http.Endpoints;
import dev.linger.http.Metrics;
import dev.linger.http.Problem;
import dev.linger.hub.Ticker;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded server: a port, our endpoints, and the WAR's static files if there is a WAR.
 *
 * <p>At the end it drains before Jetty does anything: once Jetty has begun to stop, connections are
 * closed first and nobody can be answered any more.
 */
final class JettyServer {

  private static final Logger log = LoggerFactory.getLogger(JettyServer.class);

  /** Larger buffers are not kept. */
  private static final int MAX_POOLED_BYTES = 64 * 1024;

  /** How long Jetty waits for what is still being written when everything has been answered. */
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private final App app;
  private final Server server;
  private final ServerConnector connector;
  private final Optional<Tls> tls;
  private final OpenConnections open;

  /**
   * A server that has not been started.
   *
   * @param war where the static files are; null for none
   */
  JettyServer(App app, @Nullable Path war) {
    this.app = app;
    Config.Listen listen = app.config().listen();
    QueuedThreadPool pool = new QueuedThreadPool(listen.threads());
    pool.setName("http");
    server = new Server(pool, null, buffers());
    tls = listen.keystore().map(Tls::new);
    connector = JettyConnector.of(server, app.config(), tls);
    server.addConnector(connector);
    addTo(app.metrics(), pool, connector);
    server.setErrorHandler(JettyServer::writeProblem);
    Ticker ticker = System::nanoTime;
    open =
        new OpenConnections(
            ticker,
            app.config().clients().idleTimeout(),
            listen.connections(),
            context(app, listen.path(), war));
    connector.addBean(open, false);
    server.addBean(new ConnectionLimit(ticker, listen.connections(), connector));
    server.setHandler(new GracefulHandler(open));
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

          @Override
          public void lifeCycleFailure(LifeCycle failed, Throwable cause) {
            // Also when it stopped later than it should: see stop().
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
    app.repeat(OpenConnections.TICK, open::endSilent);
    tls.ifPresent(present -> app.repeat(Tls.TICK, present::refresh));
  }

  /** Answers everybody and stops. */
  void stop() throws Exception {
    try {
      server.stop();
    } catch (TimeoutException e) {
      // It has stopped all the same, and has cut them off.
      log.info("somebody was still reading an answer");
    }
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
    return new ArrayByteBufferPool(
        0, JettyConnector.BUFFER_BYTES, MAX_POOLED_BYTES, Integer.MAX_VALUE, 0, -1);
  }

  private static void addTo(Metrics metrics, QueuedThreadPool pool, ServerConnector connector) {
    metrics.gauge(
        "linger_http_connections",
        "Open connections of java -jar.",
        () -> connector.getConnectedEndPoints().size());
    metrics.gauge(
        "linger_http_threads_busy",
        "Threads of java -jar that are parsing or writing.",
        pool::getBusyThreads);
    metrics.gauge(
        "linger_http_threads_max",
        "How many such threads there may be (LINGER_THREADS).",
        pool::getMaxThreads);
    metrics.gauge(
        "linger_http_waiting",
        "Tasks that wait for a thread of java -jar. More than a few, for long: the node is too slow.",
        pool::getQueueSize);
  }

  private static ServletContextHandler context(App app, String path, @Nullable Path war) {
    ServletContextHandler context =
        new ServletContextHandler(path, ServletContextHandler.NO_SESSIONS);
    context.setErrorHandler(JettyServer::writeProblem);
    context.addServletContainerInitializer(
        (types, servlets) -> {
          app.endpoints().addTo(servlets);
          app.endpoints().addFilesTo(servlets);
          if (app.isForThisMachine()) {
            Endpoints.restrictToLoopback(servlets);
          }
        });
    if (!app.isForThisMachine()) {
      DemoFilter.hide(context.getServletContext());
    }
    if (war != null) {
      context.setBaseResource(ResourceFactory.of(context).newJarFileResource(war.toUri()));
      // The launcher's own class lies at the root of the WAR, beside the static files.
      context.setProtectedTargets(new String[] {"/WEB-INF", "/META-INF", "/dev"});
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
