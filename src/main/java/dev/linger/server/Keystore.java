package dev.linger.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Where the server's key and certificate are: a file that holds them, PKCS12 or JKS, and one that
 * holds its password. The password itself is kept nowhere; it is read when it is needed.
 *
 * @param file the keystore
 * @param passwordFile one line
 */
public record Keystore(Path file, Path passwordFile) {

  /** A keystore has a few kilobytes; this is somebody's mistake. */
  private static final long MAX_BYTES = 1 << 20;

  /** The keys that TLS knows, and how each of them signs. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /**
   * What is in the files.
   *
   * @param store the keystore
   * @param password its password, and that of the keys
   * @param certificates those that can be shown to clients
   */
  record Opened(KeyStore store, String password, List<X509Certificate> certificates) {

    /** For log lines: whose certificates, and until when; not the password. */
    @Override
    public String toString() {
      return String.join(
          ", ",
          certificates.stream()
              .map(
                  each ->
                      each.getSubjectX500Principal() + " until " + each.getNotAfter().toInstant())
              .toList());
    }
  }

  /** Something that changes when one of the files does, however they are replaced. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(read(file));
      digest.update(read(passwordFile));
      return HexFormat.of().formatHex(digest.digest());
    } catch (KeystoreException e) {
      return String.valueOf(e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * Opens it, and tries whether TLS can be served with it.
   *
   * @throws KeystoreException if not
   */
  Opened open() throws KeystoreException {
    String password = new String(read(passwordFile), StandardCharsets.UTF_8).strip();
    try {
      // The JDK's reads JKS under this name as well.
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(read(file)), password.toCharArray());
      List<X509Certificate> certificates = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        Key key = store.getKey(alias, password.toCharArray());
        if (key instanceof PrivateKey secret
            && store.getCertificate(alias) instanceof X509Certificate certificate) {
          checkPair(secret, certificate);
          certificates.add(certificate);
        }
      }
      if (certificates.isEmpty()) {
        throw new KeystoreException("there is no private key with its certificate in it");
      }
      return new Opened(store, password, List.copyOf(certificates));
    } catch (IOException | GeneralSecurityException e) {
      throw new KeystoreException(
          e instanceof UnrecoverableKeyException
                  || e.getCause() instanceof UnrecoverableKeyException
              ? "the password does not open it"
              : "not a keystore (PKCS12 or JKS) that this JVM can read",
          e);
    }
  }

  private static byte[] read(Path file) throws KeystoreException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new KeystoreException(file.getFileName() + " is too large");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new KeystoreException(file.getFileName() + " can't be read", e);
    }
  }

  /** Nothing else would notice a key of somebody else, before the first client does. */
  private static void checkPair(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException, KeystoreException {
    String algorithm = SIGNATURES.get(certificate.getPublicKey().getAlgorithm());
    if (algorithm == null) {
      throw new KeystoreException(
          "its key is neither RSA, EC nor EdDSA: " + certificate.getPublicKey().getAlgorithm());
    }
    byte[] text = certificate.getSerialNumber().toByteArray();
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate);
    verifying.update(text);
    if (!verifying.verify(signature)) {
      throw new KeystoreException(
          "the private key is not that of " + certificate.getSubjectX500Principal());
    }
  }
}
