package dev.linger.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A token taken apart: header, claims and signature, of which only the header has been read. The
 * claims are somebody's who may be anybody until the signature has been checked.
 *
 * <p>There is one way to write a token. Decoders pass over some bits at the end of a part, so that
 * four texts may stand for one signature; here a part must be what encoding it again would give.
 */
record TokenText(ObjectNode header, Base64URL claims, String signed, Base64URL signature) {

  /**
   * The longest token, in characters. What has a header of its own must fit into 8 kB with the
   * other headers; in a body there is no such bound, and this one holds for both.
   */
  static final int MAX_LENGTH = 8 * 1024;

  private static final int PARTS = 3;

  static TokenText of(String token) throws RefusedTokenException {
    String[] parts = token.split("\\.", -1);
    // One that is encrypted has five. One that is not signed has three, the last of them empty.
    if (parts.length != PARTS || parts[2].isEmpty()) {
      throw new RefusedTokenException(Refusal.MALFORMED);
    }
    Base64URL header = checked(parts[0]);
    return new TokenText(
        read(header), checked(parts[1]), parts[0] + "." + parts[1], checked(parts[2]));
  }

  /** What the signature is of. */
  byte[] signedBytes() {
    return signed.getBytes(StandardCharsets.US_ASCII);
  }

  static ObjectNode read(Base64URL json) throws RefusedTokenException {
    try {
      return TokenJson.read(json.decode());
    } catch (IOException e) {
      throw new RefusedTokenException(Refusal.MALFORMED);
    }
  }

  private static Base64URL checked(String part) throws RefusedTokenException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return new Base64URL(part);
      }
    } catch (IllegalArgumentException e) {
      // Falls through: not Base64 is as bad as not the one Base64.
    }
    throw new RefusedTokenException(Refusal.MALFORMED);
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "a token";
  }
}
