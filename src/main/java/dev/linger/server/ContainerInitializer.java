package dev.linger.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
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
  }
}
