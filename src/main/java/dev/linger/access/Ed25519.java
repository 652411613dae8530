package dev.linger.access;

import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/**
 * Ed25519 signatures. The library wants Google's Tink for them, 2 MB with protobuf behind it; the
 * JDK has had them since 15 (RFC 8032, with the check that half of a signature is below the group's
 * order, so that there is one signature and not two). What the JDK leaves to us is which points can
 * be keys.
 */
final class Ed25519 implements TrustedKey.Check {

  private static final String NAME = "Ed25519";
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /**
   * The points of small order, by their y. With one of them for a key, one signature is good for
   * any text or for every eighth. (Bernstein's list, https://cr.yp.to/ecdh.html#validate, on this
   * side of the birational map.)
   */
  private static final BigInteger ORDER_8 =
      new BigInteger("5fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          PRIME.subtract(BigInteger.ONE),
          ORDER_8,
          PRIME.subtract(ORDER_8));

  private final PublicKey key;

  private Ed25519(PublicKey key) {
    this.key = key;
  }

  /**
   * A key.
   *
   * @param x as a JWK has it: y, lowest byte first, and the lowest bit of x on top
   * @throws IllegalArgumentException if it is no point, or one of small order
   */
  static Ed25519 of(byte[] x) {
    if (x.length != KEY_BYTES) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
    }
    byte[] highestFirst = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      highestFirst[i] = x[KEY_BYTES - 1 - i];
    }
    boolean isOdd = (highestFirst[0] & 0x80) != 0;
    highestFirst[0] &= 0x7f;
    BigInteger y = new BigInteger(1, highestFirst);
    if (y.compareTo(PRIME) >= 0 || SMALL_ORDER.contains(y)) {
      throw new IllegalArgumentException("not a point that can be a key");
    }
    return new Ed25519(publicKey(new EdECPoint(isOdd, y)));
  }

  private static PublicKey publicKey(EdECPoint point) {
    try {
      EdECPublicKey key =
          (EdECPublicKey)
              KeyFactory.getInstance(NAME)
                  .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
      // Only here the JDK looks whether it is on the curve.
      Signature.getInstance(NAME).initVerify(key);
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a point of the curve", e);
    }
  }

  @Override
  public boolean isGood(byte[] signed, Base64URL signature) {
    byte[] bytes = signature.decode();
    if (bytes.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(NAME);
      check.initVerify(key);
      check.update(signed);
      return check.verify(bytes);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
