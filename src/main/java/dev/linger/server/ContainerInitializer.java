package dev.linger.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a servlet container finds us: through {@code META-INF/services}. Some containers do not look
 * there, so {@code META-INF/web-fragment.xml} names {@link ContainerListener} as well; whichever
 * comes first starts the node.
 */
public final class ContainerInitializer implements ServletContainerInitializer {

  /** For the container. */
  public ContainerInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext context) {
    ContainerNode.startIn(context);
    // Where no descriptor names ContainerListener, nobody else would tell us of the end.
    context.addListener(new End());
  }

  /**
   * Only the end: a listener that is added here, and not named in a descriptor, may not add
   * servlets when it is told of the beginning.
   */
  private static final class End implements ServletContextListener {

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      ContainerNode.stopIn(event.getServletContext());
    }
  }
}
