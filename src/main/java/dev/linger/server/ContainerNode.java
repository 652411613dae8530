package dev.linger.server;

import dev.linger.http.DemoFilter;
import dev.linger.http.Endpoints;
import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node of one servlet context.
 *
 * <p>Draining is asked for from two sides. A hook of ours runs when the process is told to end; it
 * comes in time on Tomcat, and on Jetty with its {@code graceful} module, which waits for requests
 * that are being served. (Without it Jetty cuts all connections at once, and nothing in an
 * application comes before that.) When only the application goes, the listener drains: Jetty and
 * Tomcat leave the connections alone, but Tomcat begins to end what is left, which {@code
 * dev.linger.http.AsyncAnswer} answers.
 *
 * <p>Threading: contexts are started and destroyed by one thread; the hook runs on its own, and
 * {@link App#drain} may be called by both.
 */
final class ContainerNode {

  private static final Logger log = LoggerFactory.getLogger(ContainerNode.class);
  private static final String ATTRIBUTE = ContainerNode.class.getName();

  private final App app;
  private final Thread hook;

  private ContainerNode(App app) {
    this.app = app;
    this.hook = new Thread(app::drainAtOnce, "linger-drain");
  }

  /**
   * Starts a node, unless the context has one. Asked of an attribute, because a context does not
   * tell every listener which servlets it has.
   */
  static void startIn(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) != null) {
      return;
    }
    App app = App.start(configOf(context));
    try {
      app.endpoints().addTo(context);
      if (app.isForThisMachine()) {
        Endpoints.restrictToLoopback(context);
      } else {
        DemoFilter.hide(context);
      }
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
    log.info("{}", app.admission());
    ContainerNode node = new ContainerNode(app);
    context.setAttribute(ATTRIBUTE, node);
    Runtime.getRuntime().addShutdownHook(node.hook);
  }

  /** Drains and stops the context's node, if it has one. */
  static void stopIn(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof ContainerNode node) {
      context.removeAttribute(ATTRIBUTE);
      node.stop();
    }
  }

  private void stop() {
    app.drainAtOnce();
    app.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.debug("the process is ending: the hook is running");
    }
  }

  private static Config configOf(ServletContext context) {
    Map<String, String> parameters = new HashMap<>();
    context
        .getInitParameterNames()
        .asIterator()
        .forEachRemaining(name -> parameters.put(name, context.getInitParameter(name)));
    try {
      return Config.read(
          List.of(
              ConfigSource.systemProperties(System.getProperties()),
              ConfigSource.environment(System.getenv()),
              ConfigSource.contextParameters(parameters)));
    } catch (ConfigException e) {
      // The one way to refuse that every container takes, and shows in its log. Without the cause,
      // which says the same and has only a stack to add.
      throw new IllegalStateException("Linger does not start: " + e.getMessage());
    }
  }
}
