package dev.linger.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import org.jspecify.annotations.Nullable;

/**
 * A key, and the one way in which it is used. That the way belongs to the key, and is never taken
 * from a token, is what makes "algorithm confusion" a thing that can't be written down here: an RSA
 * key is no secret for HS256, because nothing but RS256 is ever done with it.
 *
 * @param id its {@code kid}; null if it has none
 * @param check what is done with it
 */
record TrustedKey(@Nullable String id, Algorithm algorithm, Check check) {

  /** Says whether a signature is good. */
  @FunctionalInterface
  interface Check {
    boolean isGood(byte[] signed, Base64URL signature);
  }

  /** A key that the library knows how to use. */
  static TrustedKey of(@Nullable String id, Algorithm algorithm, JWSVerifier verifier) {
    // Ours, not the token's: the library goes by its header.
    JWSHeader header = new JWSHeader(algorithm.jose());
    return new TrustedKey(
        id,
        algorithm,
        (signed, signature) -> {
          try {
            return verifier.verify(header, signed, signature);
          } catch (JOSEException e) {
            // Of a length that no signature has, say.
            return false;
          }
        });
  }

  /** Is it the one that a token means? */
  boolean fits(Algorithm asked, @Nullable String named) {
    // There is one secret, and many libraries name what they sign with, whether it has a name or
    // not.
    return algorithm == asked && (named == null || named.equals(id) || asked.isShared());
  }

  @Override
  public String toString() {
    return algorithm + (id == null ? "" : " " + id);
  }
}
