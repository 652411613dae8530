package dev.linger.server;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Starts a node with its context and drains it at its end. A host application whose {@code web.xml}
 * says {@code metadata-complete} names it there as a listener.
 */
public final class ContainerListener implements ServletContextListener {

  /** For the container. */
  public ContainerListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ContainerNode.startIn(event.getServletContext());
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    ContainerNode.stopIn(event.getServletContext());
  }
}
