package dev.linger.support;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens, good and bad, as an issuer does. With the JDK's own means, so that what the server
 * checks with has not made what it checks.
 */
public final class Mint {

  /** A secret that is long enough. */
  public static final String SECRET = "0123456789abcdef-a-secret-for-tests-0123456789";

  /** Makes a signature. */
  @FunctionalInterface
  public interface Signer {
    byte[] sign(byte[] text) throws GeneralSecurityException;
  }

  private final String algorithm;
  private final String keyId;
  private final Signer signer;
  private final String jwk;

  private Mint(String algorithm, String keyId, Signer signer, String jwk) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.signer = signer;
    this.jwk = jwk;
  }

  /** The forum's backend, which has the secret of these tests. */
  public static Mint ofSecret() {
    return ofSecret(SECRET.getBytes(StandardCharsets.UTF_8));
  }

  public static Mint ofSecret(byte[] secret) {
    return new Mint("HS256", null, text -> hmac(secret, text), null);
  }

  public static Mint rsa(String keyId) {
    return rsa(keyId, 2048);
  }

  public static Mint rsa(String keyId, int bits) {
    KeyPair pair = pair("RSA", bits, null);
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    String jwk =
        "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}"
            .formatted(
                encode(unsigned(key.getModulus(), 0)),
                encode(unsigned(key.getPublicExponent(), 0)),
                kid(keyId));
    return new Mint("RS256", keyId, signer("SHA256withRSA", pair.getPrivate()), jwk);
  }

  public static Mint ec(String keyId) {
    return ec(keyId, "secp256r1", "P-256", 32);
  }

  public static Mint ec(String keyId, String curve, String name, int bytes) {
    KeyPair pair = pair("EC", 0, curve);
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    String jwk =
        "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"%s}"
            .formatted(
                name,
                encode(unsigned(key.getW().getAffineX(), bytes)),
                encode(unsigned(key.getW().getAffineY(), bytes)),
                kid(keyId));
    return new Mint("ES256", keyId, signer("SHA256withECDSAinP1363Format", pair.getPrivate()), jwk);
  }

  public static Mint ed25519(String keyId) {
    KeyPair pair = pair("Ed25519", 0, null);
    EdECPublicKey key = (EdECPublicKey) pair.getPublic();
    byte[] y = unsigned(key.getPoint().getY(), 32);
    byte[] x = new byte[32];
    for (int i = 0; i < 32; i++) {
      x[i] = y[31 - i];
    }
    x[31] |= (byte) (key.getPoint().isXOdd() ? 0x80 : 0);
    return new Mint(
        "EdDSA", keyId, signer("Ed25519", pair.getPrivate()), ed25519Jwk(encode(x), keyId));
  }

  public static String ed25519Jwk(String x, String keyId) {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"%s}".formatted(x, kid(keyId));
  }

  /** The public key, as an issuer publishes it. */
  public String jwk() {
    return jwk;
  }

  /** The public key, with more fields such as {@code "use":"sig"}. */
  public String jwk(String more) {
    return jwk.substring(0, jwk.length() - 1) + "," + more + "}";
  }

  /** What an issuer publishes. */
  public static String jwks(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  /** A token as it should be, with these claims. */
  public String token(String claims) {
    return token(header(), claims);
  }

  /** A token that is signed, whatever it says. */
  public String token(String header, String claims) {
    String signed = encode(header) + "." + encode(claims);
    return signed + "." + encode(sign(signed));
  }

  /** What a header of its tokens says. */
  public String header() {
    return "{\"typ\":\"JWT\",\"alg\":\"%s\"%s}".formatted(algorithm, kid(keyId));
  }

  /** A token of a user, which is good for so long from now on, with more claims behind a comma. */
  public String user(String user, long forSeconds, String more) {
    long now = System.currentTimeMillis() / 1_000;
    return token(
        "{\"sub\":\"%s\",\"iat\":%d,\"exp\":%d%s}".formatted(user, now, now + forSeconds, more));
  }

  /** A token of a user for the next minutes. */
  public String user(String user, String more) {
    return user(user, 600, more);
  }

  /** The signature of a text. */
  public byte[] sign(String text) {
    try {
      return signer.sign(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The secret of these tests, in a file. */
  public static Path secretFile() {
    try {
      Path file = Files.createTempFile("linger-secret-", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, SECRET + "\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hmac(byte[] secret, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return mac.doFinal(text);
  }

  private static Signer signer(String name, PrivateKey key) {
    return text -> {
      Signature signature = Signature.getInstance(name);
      signature.initSign(key);
      signature.update(text);
      return signature.sign();
    };
  }

  private static KeyPair pair(String name, int bits, String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name);
      if (bits > 0) {
        generator.initialize(bits);
      } else if (curve != null) {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Highest byte first, without a sign; of so many bytes, or as many as it takes. */
  private static byte[] unsigned(BigInteger number, int bytes) {
    byte[] all = number.toByteArray();
    int length = bytes > 0 ? bytes : (number.bitLength() + 7) / 8;
    byte[] exact = new byte[length];
    int copied = Math.min(length, all.length);
    System.arraycopy(all, all.length - copied, exact, length - copied, copied);
    return exact;
  }

  private static String kid(String keyId) {
    return keyId == null ? "" : ",\"kid\":\"" + keyId + "\"";
  }
}
