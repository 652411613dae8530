package dev.linger.server;

import dev.linger.hub.Ticker;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * So many connections and no more: the others wait in the system's queue until one is closed. A
 * connection has descriptors and buffers before anything that it says could be refused, so this is
 * the last of the bounds, and the only one that says nothing to whoever hits it.
 *
 * <p>Threading: Jetty holds its lock over {@link #limit}.
 */
final class ConnectionLimit extends NetworkConnectionLimit {

  private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);

  /** At the limit it is hit again with every connection that comes for one that went. */
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Ticker ticker;
  private long saidNanos;

  ConnectionLimit(Ticker ticker, int most, ServerConnector connector) {
    super(most, connector);
    this.ticker = ticker;
    this.saidNanos = ticker.nanos() - QUIET_NANOS;
  }

  @Override
  protected void limit() {
    long now = ticker.nanos();
    if (now - saidNanos >= QUIET_NANOS) {
      saidNanos = now;
      log.warn(
          "{} connections are open, which is {}: others have to wait",
          getMaxNetworkConnectionCount(),
          Settings.CONNECTIONS.variable());
    }
    super.limit();
  }
}
