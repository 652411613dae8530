package dev.linger.server;

import dev.linger.server.Keystore.Opened;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the embedded server: what is spoken, and a keystore that may be replaced while the node
 * runs. New connections get the new certificate; those that stand keep the keys that they agreed
 * on, and whoever is parked on one does not notice.
 *
 * <p>Threading: {@link #refresh} may be called by any thread; Jetty's factory has a lock of its
 * own.
 */
final class Tls {

  private static final Logger log = LoggerFactory.getLogger(Tls.class);

  /**
   * How often the files are looked at. They are read and compared, because times tell little: a
   * mounted secret is a link to another folder, and a copied file may be older than the one before.
   */
  static final Duration TICK = Duration.ofSeconds(2);

  private final Keystore keystore;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();

  /** What was last seen, good or bad. */
  private String seen;

  /**
   * TLS with a keystore that {@link Config} has seen to be good.
   *
   * @throws IllegalStateException if it has become bad since
   */
  Tls(Keystore keystore) {
    this.keystore = keystore;
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // HTTP/2 forbids most ciphers of TLS 1.2: those that it allows come first. (Jetty leaves out
    // the broken ones, and those without forward secrecy, by itself.)
    factory.setCipherComparator(HTTP2Cipher.COMPARATOR);
    factory.setUseCipherSuitesOrder(true);
    // A handshake within a connection costs us much and a client little; 1.3 has none anyway.
    factory.setRenegotiationAllowed(false);
    try {
      seen = keystore.fingerprint();
      Opened opened = keystore.open();
      use(factory, opened);
      announce(opened);
    } catch (KeystoreException e) {
      throw new IllegalStateException(keystore.file() + ": " + e.getMessage(), e);
    }
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  /** Looks whether the files have changed, and serves with what is in them if it is good. */
  synchronized void refresh() {
    String now = keystore.fingerprint();
    if (now.equals(seen)) {
      return;
    }
    // Good or bad: half a file is said once, and tried again when it has become a whole one.
    seen = now;
    try {
      Opened opened = keystore.open();
      factory.reload(reloaded -> use(reloaded, opened));
      announce(opened);
    } catch (Exception e) {
      log.warn("{}: {}; serving with the certificate as before", keystore.file(), e.getMessage());
    }
  }

  private static void use(SslContextFactory factory, Opened opened) {
    factory.setKeyStore(opened.store());
    factory.setKeyStorePassword(opened.password());
  }

  private static void announce(Opened opened) {
    log.info("serving TLS with {}", opened);
    for (X509Certificate each : opened.certificates()) {
      try {
        each.checkValidity();
      } catch (CertificateException e) {
        log.warn("clients will refuse a certificate: {}", e.getMessage());
      }
    }
  }
}
