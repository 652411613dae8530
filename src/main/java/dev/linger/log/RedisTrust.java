package dev.linger.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * Whose certificates a Redis may show, where it is not for the JVM to say: a file of PEM
 * certificates, as Redis itself takes one for {@code tls-ca-cert-file}. It is read for each
 * connection, so a new file needs no restart.
 *
 * @param file of authorities, or of the servers' own certificates
 */
public record RedisTrust(Path file) {

  /** Jedis wants a keystore. This one is never on a disk, so its password keeps no secret. */
  private static final String TYPE = "JKS";

  private static final char[] NO_SECRET = "memory".toCharArray();

  /**
   * Reads it once.
   *
   * @throws IllegalArgumentException if it is no such file; the message says why
   */
  public RedisTrust {
    try {
      if (read(file).size() == 0) {
        // The JDK would trust nobody, and say something about parameters.
        throw new IllegalArgumentException("there is no certificate in it");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("no file that can be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a file of PEM certificates", e);
    }
  }

  /** How to connect: to servers that these vouch for, and that bear the name that was asked for. */
  SslOptions options() {
    return SslOptions.builder()
        .sslVerifyMode(SslVerifyMode.FULL)
        .trustStoreType(TYPE)
        .truststore(this::open, NO_SECRET)
        .build();
  }

  private InputStream open() throws IOException {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      read(file).store(out, NO_SECRET);
      return new ByteArrayInputStream(out.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not a file of PEM certificates", e);
    }
  }

  private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(TYPE);
    trusted.load(null, NO_SECRET);
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry(Integer.toString(trusted.size()), each);
      }
    }
    return trusted;
  }
}
