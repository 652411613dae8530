package dev.linger.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.hub.Tally;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens: signed JWTs (RFC 7519), in the order in which it costs us least and tells a
 * stranger least. Length; form; header; key; signature; and only then is looked at what the token
 * says. RFC 8725 is the list of what goes wrong here, and {@code HostileTokensTest} goes through
 * it.
 *
 * <p>Of a token's header, two fields matter: {@code alg}, which must be allowed and is compared
 * with what the key is for, and {@code kid}, which is compared with the names of keys and used for
 * nothing else. Keys or addresses of keys that a token brings along ({@code jwk}, {@code jku},
 * {@code x5c}, {@code x5u}) are not even read.
 *
 * <p>Threading: any thread; waits for nothing.
 */
final class Tokens {

  private static final Logger log = LoggerFactory.getLogger(Tokens.class);

  /** The longest key id, in characters. */
  private static final int MAX_KEY_ID = 256;

  /**
   * What a token may say that it is. One issuer signs many kinds, with the same keys: a logout, a
   * security event, a proof of possession (RFC 8725, 3.11).
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final TokenRules rules;
  private final Keys keys;
  private final LongSupplier millis;
  private final TokenCache cache = new TokenCache();
  private final Tally<Refusal> refusals = new Tally<>(Refusal.class);

  Tokens(TokenRules rules, Keys keys, LongSupplier millis) {
    this.rules = rules;
    this.keys = keys;
    this.millis = millis;
  }

  /**
   * Whose token is it?
   *
   * @return null if it is no good
   */
  @Nullable Caller caller(String token) {
    try {
      return check(token);
    } catch (RefusedTokenException e) {
      refused(e.refusal());
      return null;
    }
  }

  /** Counts a token that is no good. */
  void refused(Refusal why) {
    refusals.add(why);
    log.debug("a token was refused: {}", why);
  }

  /** How many were refused, by the reason. */
  Map<Refusal, Long> refusals() {
    return refusals.counts();
  }

  private Caller check(String token) throws RefusedTokenException {
    if (token.length() > TokenText.MAX_LENGTH) {
      throw new RefusedTokenException(Refusal.TOO_LONG);
    }
    KeySet present = keys.now();
    long now = millis.getAsLong();
    ByteBuffer known = TokenCache.key(token);
    Caller caller = cache.find(known, present, now);
    if (caller == null) {
      caller = check(TokenText.of(token), present, now);
      cache.add(known, present, caller);
    }
    return caller;
  }

  private Caller check(TokenText text, KeySet present, long now) throws RefusedTokenException {
    TrustedKey key = key(text.header(), present);
    if (!key.check().isGood(text.signedBytes(), text.signature())) {
      throw new RefusedTokenException(Refusal.SIGNATURE);
    }
    return new Claims(TokenText.read(text.claims())).caller(rules, now);
  }

  private TrustedKey key(ObjectNode header, KeySet present) throws RefusedTokenException {
    Algorithm algorithm =
        Algorithm.named(header.path("alg").asText())
            .filter(rules.algorithms()::contains)
            .filter(named -> header.path("alg").isTextual())
            .orElseThrow(() -> new RefusedTokenException(Refusal.ALGORITHM));
    if (header.has("crit") || !isOfType(header)) {
      throw new RefusedTokenException(Refusal.HEADER);
    }
    try {
      return present.select(algorithm, keyId(header));
    } catch (RefusedTokenException e) {
      if (e.refusal() == Refusal.UNKNOWN_KEY) {
        keys.missed();
      }
      throw e;
    }
  }

  private static boolean isOfType(ObjectNode header) {
    JsonNode type = header.path("typ");
    return type.isMissingNode()
        || (type.isTextual() && TYPES.contains(type.textValue().toLowerCase(Locale.ROOT)));
  }

  private static @Nullable String keyId(ObjectNode header) throws RefusedTokenException {
    JsonNode id = header.path("kid");
    if (id.isMissingNode()) {
      return null;
    }
    if (!id.isTextual() || id.textValue().length() > MAX_KEY_ID) {
      throw new RefusedTokenException(Refusal.MALFORMED);
    }
    return id.textValue();
  }
}
