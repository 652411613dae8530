package dev.linger.access;

import dev.linger.support.FakeTicker;
import dev.linger.support.Mint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A server that takes tokens of four kinds, at a time that a test moves. */
final class TokenWorld {

  static final long NOW_SECONDS = 1_732_412_345;
  static final String ISSUER = "https://forum.example";
  static final Mint SECRET = Mint.ofSecret();
  static final Mint RSA = Mint.rsa("rsa-1");
  static final Mint EC = Mint.ec("ec-1");
  static final Mint ED = Mint.ed25519("ed-1");

  final AtomicLong millis = new AtomicLong(NOW_SECONDS * 1_000);
  final FakeTicker ticker = new FakeTicker();
  final TokenAccess access;
  private final Path file;

  TokenWorld() {
    this(EnumSet.allOf(Algorithm.class), RSA.jwk(), EC.jwk(), ED.jwk());
  }

  TokenWorld(Set<Algorithm> algorithms, String... keys) {
    this(ISSUER, algorithms, keys);
  }

  TokenWorld(String issuer, Set<Algorithm> algorithms, String... keys) {
    try {
      file = Files.createTempFile("linger-", ".jwks");
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    publish(keys);
    access =
        new TokenAccess(
            new TokenSettings(
                new TokenRules(algorithms, issuer, List.of("linger", "forum"), Duration.ofDays(1)),
                Optional.of(new SharedSecret(Mint.SECRET.getBytes(StandardCharsets.UTF_8))),
                Optional.of(new KeyPlace.File(file))),
            () -> new GrantedAccess(List.of(new ChannelPattern("thread:open"))),
            Revoked.NOTHING,
            millis::get,
            ticker);
    access.fetchedKeys().look();
  }

  /** The issuer has other keys from now on. */
  void publish(String... keys) {
    try {
      Files.writeString(file, Mint.jwks(keys));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Time passes, and the keys are looked at if it is time. */
  void pass(Duration time) {
    millis.addAndGet(time.toMillis());
    ticker.advance(time);
    access.fetchedKeys().look();
  }

  Caller caller(String token) {
    return access.identify(Credentials.of(token));
  }

  /** Why a token is refused; null if it is not. */
  Refusal refusal(String token) {
    Map<Refusal, Long> before = access.refusals();
    if (caller(token) != null) {
      return null;
    }
    Map<Refusal, Long> after = access.refusals();
    for (Refusal each : Refusal.values()) {
      if (!after.get(each).equals(before.get(each))) {
        return each;
      }
    }
    throw new IllegalStateException("refused, and not counted");
  }

  /** Good claims, with these in place of what they say, or besides. {@code null} takes one out. */
  static String claims(String... changes) {
    var all = new LinkedHashMap<String, String>();
    all.put("sub", "\"7\"");
    all.put("iss", "\"" + ISSUER + "\"");
    all.put("aud", "\"linger\"");
    all.put("iat", Long.toString(NOW_SECONDS));
    all.put("exp", Long.toString(NOW_SECONDS + 600));
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    all.values().removeIf(Objects::isNull);
    StringBuilder json = new StringBuilder("{");
    all.forEach(
        (name, value) ->
            json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
    return json.append('}').toString();
  }
}
