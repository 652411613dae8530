package dev.linger.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a set of public keys (RFC 7517). A key that is not for signatures, or not for one that is
 * allowed here, is passed over: an issuer's set has keys for others, too. So is a weak one, and one
 * that should be secret: what lies about in public must not be trusted.
 */
final class Jwks {

  private static final Logger log = LoggerFactory.getLogger(Jwks.class);

  /** The longest set, in bytes. With certificates a key takes some 5 kB. */
  static final int MAX_BYTES = 256 * 1024;

  /** The most keys. Issuers have two or three. */
  static final int MAX_KEYS = 64;

  /** RFC 7518, 3.3. */
  private static final int MIN_RSA_BITS = 2_048;

  /** Checking takes time with the square of it. */
  private static final int MAX_RSA_BITS = 8_192;

  private Jwks() {}

  /**
   * The keys of a set that can be used.
   *
   * @throws IOException if it is no set of keys at all
   */
  static KeySet read(byte[] json, Set<Algorithm> allowed) throws IOException {
    JsonNode list = TokenJson.read(json).path("keys");
    if (!list.isArray() || list.size() > MAX_KEYS) {
      throw new IOException("not a set of at most " + MAX_KEYS + " keys");
    }
    List<TrustedKey> keys = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        TrustedKey key = key(JWK.parse(list.get(i).toString()));
        if (allowed.contains(key.algorithm())) {
          keys.add(key);
        }
      } catch (ParseException | JOSEException | RuntimeException e) {
        // The library's own words may repeat pieces of a key, which may be one that is secret.
        String why = e instanceof UnfitException ? e.getMessage() : "it can't be read";
        log.info("key {} of {} is passed over: {}", i + 1, list.size(), why);
      }
    }
    return new KeySet(keys);
  }

  private static TrustedKey key(JWK key) throws JOSEException {
    check(!key.isPrivate(), "it is not public");
    check(key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE), "not for that use");
    check(
        key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY),
        "not for that operation");
    if (key instanceof RSAKey rsa) {
      checkAlgorithm(key, Algorithm.RS256);
      checkStrength(rsa);
      return TrustedKey.of(id(key), Algorithm.RS256, new RSASSAVerifier(rsa.toRSAPublicKey()));
    }
    if (key instanceof ECKey ec) {
      checkAlgorithm(key, Algorithm.ES256);
      check(ec.getCurve().equals(Curve.P_256), "not the curve P-256");
      return TrustedKey.of(id(key), Algorithm.ES256, new ECDSAVerifier(ec.toECPublicKey()));
    }
    if (key instanceof OctetKeyPair pair) {
      check(
          key.getAlgorithm() == null
              || key.getAlgorithm().getName().equals(pair.getCurve().getName())
              || key.getAlgorithm().equals(Algorithm.EDDSA.jose()),
          "for another algorithm");
      check(pair.getCurve().equals(Curve.Ed25519), "not the curve Ed25519");
      return new TrustedKey(id(key), Algorithm.EDDSA, Ed25519.of(pair.getDecodedX()));
    }
    throw new UnfitException("not a kind of key that is used here");
  }

  private static void checkStrength(RSAKey key) {
    BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
    int bits = key.getModulus().decodeToBigInteger().bitLength();
    check(bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS, "RSA keys have 2048 to 8192 bits here");
    // With 1, every text is its own signature.
    check(exponent.testBit(0) && exponent.bitLength() > 1, "a bad exponent");
  }

  private static void checkAlgorithm(JWK key, Algorithm algorithm) {
    check(
        key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm.jose()),
        "for another algorithm");
  }

  private static @Nullable String id(JWK key) {
    return key.getKeyID();
  }

  private static void check(boolean isFit, String otherwise) {
    if (!isFit) {
      throw new UnfitException(otherwise);
    }
  }

  /** Why a key is passed over, in words of ours. */
  private static final class UnfitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UnfitException(String why) {
      super(why);
    }
  }
}
