package dev.linger.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The secret that tokens are signed with by HS256, which the forum's backend has as well. */
public final class SharedSecret {

  /** RFC 7518, 3.2: as long as what the hash gives. Shorter ones are guessed, offline, and are. */
  public static final int MIN_BYTES = 32;

  /** Longer than a block of the hash is for nothing; much longer is another file. */
  public static final int MAX_BYTES = 1_024;

  /** Some 32 random bytes have 30 different ones, and 32 random hexadecimal digits have 14. */
  private static final int MIN_DIFFERENT = 8;

  private final byte[] bytes;

  /**
   * A secret.
   *
   * @throws IllegalArgumentException if it is a weak one; the message does not repeat it
   */
  public SharedSecret(byte[] bytes) {
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a secret has " + MIN_BYTES + " to " + MAX_BYTES + " bytes");
    }
    boolean[] seen = new boolean[1 << Byte.SIZE];
    int different = 0;
    for (byte each : bytes) {
      different += seen[each & 0xff] ? 0 : 1;
      seen[each & 0xff] = true;
    }
    if (different < MIN_DIFFERENT) {
      throw new IllegalArgumentException("a secret is random, and this one repeats itself");
    }
    this.bytes = bytes.clone();
  }

  /**
   * What a file holds, without the end of line behind it.
   *
   * @throws IllegalArgumentException if that can't be read, or is a weak secret
   */
  public static SharedSecret read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES + 2) {
        throw new IllegalArgumentException("not a file of at most " + MAX_BYTES + " bytes");
      }
      byte[] all = Files.readAllBytes(file);
      int length = all.length;
      while (length > 0 && (all[length - 1] == '\n' || all[length - 1] == '\r')) {
        length--;
      }
      return new SharedSecret(Arrays.copyOf(all, length));
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read", e);
    }
  }

  TrustedKey key() {
    try {
      return TrustedKey.of(null, Algorithm.HS256, new MACVerifier(bytes));
    } catch (JOSEException e) {
      throw new IllegalStateException("a secret of that length will do", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedSecret same && Arrays.equals(bytes, same.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "a secret";
  }
}
