package dev.linger.access;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a token may be signed: the four that are asked for today. Others are a matter of a line here,
 * and of the keys in {@link Jwks}; {@code none} can't be spelled.
 */
public enum Algorithm {
  /** A secret that both sides have. */
  HS256("HS256"),
  /** RSA, PKCS #1. */
  RS256("RS256"),
  /** ECDSA over P-256. */
  ES256("ES256"),
  /** Ed25519. */
  EDDSA("EdDSA");

  private final String name;

  Algorithm(String name) {
    this.name = name;
  }

  /** The one of that name, letter for letter; RFC 7515 tells case apart. */
  public static Optional<Algorithm> named(String name) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findAny();
  }

  /** Whether whoever can check a signature can make one. */
  public boolean isShared() {
    return this == HS256;
  }

  JWSAlgorithm jose() {
    return JWSAlgorithm.parse(name);
  }

  /** As a token's header and our settings spell it. */
  @Override
  public String toString() {
    return name;
  }
}
