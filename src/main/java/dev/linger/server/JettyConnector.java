package dev.linger.server;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/**
 * The embedded server's one port: HTTP/1.1 and HTTP/2, both in cleartext or both over TLS. In
 * cleartext a client says by its first bytes which one it speaks, over TLS it chooses in the
 * handshake (ALPN).
 */
final class JettyConnector {

  private static final int REQUEST_HEADER_BYTES = 8 * 1024;

  /**
   * Jetty's buffers. A parked connection keeps its input buffer, and thousands of answers at once
   * take an output buffer each, which the pool then keeps: 4 kB hold a poll and most answers, and
   * what is longer goes through in pieces. Jetty's own sizes cost ten times as much.
   */
  static final int BUFFER_BYTES = 4 * 1024;

  /** Many clients come back at once after a restart; each must find a place in the queue. */
  private static final int ACCEPT_QUEUE = 4_096;

  /**
   * How long a connection may be silent between requests, at least. A parked poll may be, but if
   * this is over just when its answer is being written, Jetty cuts it off: so it is longer than any
   * hold.
   */
  private static final Duration IDLE = Duration.ofSeconds(60);

  private static final Duration LONGER_THAN_A_HOLD = Duration.ofSeconds(10);

  private JettyConnector() {}

  /** A connector that has not been opened. */
  static ServerConnector of(Server server, Config config, Optional<Tls> tls) {
    ServerConnector connector =
        new ServerConnector(
            server, tls.map(JettyConnector::secure).orElseGet(JettyConnector::clear));
    connector.setHost(config.listen().host());
    connector.setPort(config.listen().port());
    connector.setIdleTimeout(idle(config.poll().maxHold()).toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  private static ConnectionFactory[] clear() {
    HttpConfiguration http = http();
    return new ConnectionFactory[] {
      new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http)
    };
  }

  private static ConnectionFactory[] secure(Tls tls) {
    HttpConfiguration http = http();
    // Without a look at the Host: every name leads to the same application, so a certificate for
    // another one reveals nothing, and health checks by address and proxies that speak TLS to us
    // would be refused. And without HSTS, which speaks for all ports of a host: not ours to say.
    http.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    // In small letters, as ALPN registers it; Jetty itself calls it HTTP/1.1.
    ALPNServerConnectionFactory alpn =
        new ALPNServerConnectionFactory(http2.getProtocol(), "http/1.1");
    alpn.setDefaultProtocol(http1.getProtocol());
    return new ConnectionFactory[] {
      new SslConnectionFactory(tls.factory(), alpn.getProtocol()), alpn, http2, http1
    };
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // A cache that each connection keeps for itself: 100 kB, held for as long as the poll is
    // parked.
    http.setHeaderCacheSize(0);
    http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
    http.setOutputBufferSize(BUFFER_BYTES);
    http.setResponseHeaderSize(BUFFER_BYTES);
    http.setInputBufferSize(BUFFER_BYTES);
    return http;
  }

  private static Duration idle(Duration maxHold) {
    Duration longer = maxHold.plus(LONGER_THAN_A_HOLD);
    return longer.compareTo(IDLE) > 0 ? longer : IDLE;
  }
}
