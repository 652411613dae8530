package dev.linger.server;

import dev.linger.hub.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Ends connections on which nothing is asked. Jetty's own time-out is one for silence: a client
 * that sends a byte of its handshake or of its request's head now and then would keep its place for
 * days. Here it is the whole head that counts, from the opening of the connection or the end of the
 * last request on it. What comes after the head is {@link dev.linger.http.Patience}'s.
 *
 * <p>Threading: Jetty's threads tell of connections and requests, {@link #endSilent} is called by
 * one of ours. What is known of a connection has a lock of its own, held for some assignments.
 */
final class OpenConnections extends Handler.Wrapper implements Connection.Listener {

  /**
   * How long one may be silent when nearly all places are taken: enough for a slow handshake and
   * head, and whoever waits for a place gets one. One address with silent connections could
   * otherwise keep everybody out.
   */
  static final Duration CROWDED = Duration.ofSeconds(5);

  private static final double NEARLY_ALL = 0.9;

  /** How often it is looked. */
  static final Duration TICK = Duration.ofSeconds(1);

  private final Ticker ticker;
  private final long patienceNanos;
  private final int many;

  /** By the end point of the network, below TLS. */
  private final Map<EndPoint, Open> all = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param patience how long one may be silent
   * @param most how many there may be
   */
  OpenConnections(Ticker ticker, Duration patience, int most, Handler next) {
    super(next);
    this.ticker = ticker;
    this.patienceNanos = patience.toNanos();
    this.many = (int) (NEARLY_ALL * most);
  }

  @Override
  public void onOpened(Connection connection) {
    // Several on one end point, one after the other or on top of each other: the first one counts.
    all.computeIfAbsent(network(connection.getEndPoint()), where -> new Open(ticker.nanos()));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    EndPoint where = request.getConnectionMetaData().getConnection().getEndPoint();
    Open here = all.get(network(where));
    if (here != null) {
      here.begin();
      Request.addCompletionListener(request, failure -> here.end(ticker.nanos()));
    }
    return super.handle(request, response, callback);
  }

  /** Ends those that have been silent for too long, and forgets those that have gone. */
  void endSilent() {
    long now = ticker.nanos();
    long patience = all.size() < many ? patienceNanos : Math.min(patienceNanos, CROWDED.toNanos());
    all.forEach(
        (where, open) -> {
          if (!where.isOpen()) {
            all.remove(where);
          } else if (open.isSilent(now, patience)) {
            where.close();
          }
        });
  }

  /** What lies below TLS, if there is TLS. */
  private static EndPoint network(EndPoint endPoint) {
    return endPoint instanceof SslConnection.SslEndPoint decrypted
        ? decrypted.getSslConnection().getEndPoint()
        : endPoint;
  }

  /** What is known of one. */
  private static final class Open {

    private int requests;
    private long sinceNanos;

    private Open(long nowNanos) {
      this.sinceNanos = nowNanos;
    }

    private synchronized void begin() {
      requests++;
    }

    private synchronized void end(long nowNanos) {
      requests--;
      sinceNanos = nowNanos;
    }

    private synchronized boolean isSilent(long nowNanos, long patienceNanos) {
      return requests == 0 && nowNanos - sinceNanos >= patienceNanos;
    }
  }
}
