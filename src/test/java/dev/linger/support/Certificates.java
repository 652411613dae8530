package dev.linger.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority for tests, made with the JDK's keytool; all in one folder. */
public final class Certificates {

  /** Of all keystores. */
  public static final String PASSWORD = "pass-7f3a9c";

  private static final char[] SECRET = PASSWORD.toCharArray();

  /** A key with its certificate and that of who signed it. */
  public record Issued(Key key, List<Certificate> chain) {}

  private final Path folder;
  private final Path authority;

  /** Makes one. Two of them do not know each other. */
  public Certificates(Path folder) {
    this.folder = folder;
    this.authority = folder.resolve("authority-" + UUID.randomUUID() + ".p12");
    generate("ca", "-dname", "CN=Test CA", "-ext", "bc:c");
  }

  /**
   * Signs a certificate.
   *
   * @param names for example {@code dns:localhost,ip:127.0.0.1}
   * @param options of keytool's, such as {@code -startdate}
   */
  public Issued issue(String names, String... options) {
    String alias = UUID.randomUUID().toString();
    List<String> all = new ArrayList<>(List.of("-dname", "CN=" + alias, "-signer", "ca"));
    all.addAll(List.of("-signerkeypass", PASSWORD, "-ext", "san=" + names));
    all.addAll(List.of(options));
    generate(alias, all.toArray(String[]::new));
    try {
      KeyStore store = KeyStore.getInstance(authority.toFile(), SECRET);
      return new Issued(store.getKey(alias, SECRET), List.of(store.getCertificateChain(alias)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a keystore, all at once. */
  public Path keystore(String file, Issued issued) {
    return store(
        file,
        store ->
            store.setKeyEntry(
                "it", issued.key(), SECRET, issued.chain().toArray(new Certificate[0])));
  }

  /** Writes a trust store that trusts this authority alone. */
  public Path trustStore(String file) {
    return store(file, store -> store.setCertificateEntry("ca", ca()));
  }

  /** What a client uses that trusts this authority alone. */
  public SSLContext trusting() {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(KeyStore.getInstance(trustStore("trusting.p12").toFile(), SECRET));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a file with a password, as an editor would. */
  public Path passwordFile(String file, String password) {
    return write(file, password + "\n");
  }

  /** Writes a private key. */
  public Path keyPem(String file, Issued issued) {
    return write(file, pem("PRIVATE KEY", issued.key().getEncoded()));
  }

  /** Writes a certificate and those above it. */
  public Path chainPem(String file, Issued issued) {
    StringBuilder pem = new StringBuilder();
    try {
      for (Certificate each : issued.chain()) {
        pem.append(pem("CERTIFICATE", each.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return write(file, pem.toString());
  }

  private Certificate ca() throws GeneralSecurityException {
    try {
      return KeyStore.getInstance(authority.toFile(), SECRET).getCertificate("ca");
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** Fills a keystore. */
  @FunctionalInterface
  private interface Filling {
    void fill(KeyStore store) throws GeneralSecurityException;
  }

  private Path store(String file, Filling filling) {
    Path whole = folder.resolve(file + ".new");
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, SECRET);
      filling.fill(store);
      try (OutputStream out = Files.newOutputStream(whole)) {
        store.store(out, SECRET);
      }
      return Files.move(whole, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(String file, String text) {
    try {
      return Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void generate(String alias, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keystore", authority.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of(options));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String kind, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
  }
}
