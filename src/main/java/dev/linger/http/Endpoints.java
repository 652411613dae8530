package dev.linger.http;

import dev.linger.access.Access;
import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import dev.linger.poll.Poller;
import dev.linger.publish.Publisher;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;

/**
 * All our endpoints, and what they are made of. Adds them to any servlet context, so a host
 * application can mount them anywhere; paths are below the context's.
 *
 * @param maxPublishBytes the largest body of a publish, in bytes
 */
public record Endpoints(
    Poller poller,
    Publisher publisher,
    EventLog log,
    Access access,
    Ticker ticker,
    Patience patience,
    int maxPublishBytes) {

  private static final String PREFIX = "linger-";

  /** Adds them. To be called while the context is being initialised. */
  public void addTo(ServletContext context) {
    add(context, "poll", "/poll", new PollServlet(poller, access, patience));
    add(
        context,
        "events",
        "/events",
        new PublishServlet(publisher, access, patience, maxPublishBytes));
    add(
        context,
        "health",
        "/health/*",
        new HealthServlet(poller, new Readiness(log, ticker), patience));
  }

  /** Lets only this machine in: for development, where nobody is asked who they are. */
  public static void restrictToLoopback(ServletContext context) {
    addFilter(context, "loopback", new LoopbackFilter());
  }

  private static void add(ServletContext context, String name, String path, Servlet servlet) {
    ServletRegistration.Dynamic added = context.addServlet(PREFIX + name, servlet);
    if (added == null) {
      throw new IllegalStateException("the name " + PREFIX + name + " is taken in this context");
    }
    added.setAsyncSupported(true);
    added.addMapping(path);
  }

  private static void addFilter(ServletContext context, String name, Filter filter) {
    FilterRegistration.Dynamic added = context.addFilter(PREFIX + name, filter);
    if (added == null) {
      throw new IllegalStateException("the name " + PREFIX + name + " is taken in this context");
    }
    added.setAsyncSupported(true);
    added.addMappingForServletNames(
        EnumSet.of(DispatcherType.REQUEST),
        false,
        PREFIX + "poll",
        PREFIX + "events",
        PREFIX + "health");
  }
}
