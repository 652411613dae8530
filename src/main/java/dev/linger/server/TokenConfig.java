package dev.linger.server;

import static dev.linger.server.Settings.*;

import dev.linger.access.Algorithm;
import dev.linger.access.KeyPlace;
import dev.linger.access.SharedSecret;
import dev.linger.access.TokenRules;
import dev.linger.access.TokenSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads how tokens are checked, and sees to it that nothing of it is half said: what looks like
 * protection and is none is worse than an error.
 */
final class TokenConfig {

  /** What somebody sets who takes this for more than a server to try things out with. */
  private static final List<Setting<?>> PROTECTING =
      List.of(
          TOKEN_SECRET_FILE,
          TOKEN_JWKS,
          TOKEN_ALGORITHMS,
          TOKEN_ISSUER,
          TOKEN_AUDIENCE,
          PUBLIC_CHANNELS);

  private final ConfigReader reader;

  private TokenConfig(ConfigReader reader) {
    this.reader = reader;
  }

  /** How tokens are checked; empty if none are. */
  static Optional<TokenSettings> read(ConfigReader reader, Mode mode) {
    return new TokenConfig(reader).read(mode);
  }

  private Optional<TokenSettings> read(Mode mode) {
    Optional<SharedSecret> secret = reader.read(TOKEN_SECRET_FILE);
    Optional<KeyPlace> keys = reader.read(TOKEN_JWKS);
    TokenRules rules =
        new TokenRules(
            algorithms(secret.isPresent(), keys.isPresent()),
            reader.read(TOKEN_ISSUER).orElse(null),
            reader.read(TOKEN_AUDIENCE),
            reader.read(TOKEN_MAX_AGE));
    if (mode == Mode.DEV) {
      checkDev();
      return Optional.empty();
    }
    checkProduction(rules, reader.read(LOGIN));
    return secret.isEmpty() && keys.isEmpty()
        ? Optional.empty()
        : Optional.of(new TokenSettings(rules, secret, keys));
  }

  private void checkDev() {
    PROTECTING.stream()
        .filter(reader::isSet)
        .forEach(
            setting ->
                reader.problem(
                    setting.variable()
                        + ": in dev mode everybody may do everything, so it would protect nothing;"
                        + " set "
                        + MODE.variable()
                        + "=production, or leave it out"));
  }

  private void checkProduction(TokenRules rules, boolean hasLogin) {
    if (!hasLogin && !reader.isSet(TOKEN_SECRET_FILE) && !reader.isSet(TOKEN_JWKS)) {
      reader.problem(
          MODE.variable()
              + "=production: there is no access configuration, and without one nobody may be let in;"
              + " set "
              + TOKEN_SECRET_FILE.variable()
              + " or "
              + TOKEN_JWKS.variable()
              + "; inside an application with a login of its own, set "
              + LOGIN.variable()
              + "=true; to try things out on this machine, set "
              + MODE.variable()
              + "=dev");
    }
    // Public keys are an issuer's, who signs for many with them, and sometimes for other issuers:
    // any of those tokens would do here. A secret is between the forum and us.
    if (reader.isSet(TOKEN_JWKS)) {
      needed(TOKEN_ISSUER, rules.issuer() == null);
      needed(TOKEN_AUDIENCE, rules.audiences().isEmpty());
    }
  }

  private void needed(Setting<?> setting, boolean isMissing) {
    if (isMissing) {
      reader.problem(
          setting.variable()
              + ": with "
              + TOKEN_JWKS.variable()
              + " it must be said, because those keys sign for others, too");
    }
  }

  /** Those that there are keys for, and of them those that were named, if any were. */
  private Set<Algorithm> algorithms(boolean hasSecret, boolean hasKeys) {
    Set<Algorithm> possible = EnumSet.allOf(Algorithm.class);
    possible.removeIf(each -> each.isShared() ? !hasSecret : !hasKeys);
    Set<Algorithm> named = reader.read(TOKEN_ALGORITHMS);
    if (named.isEmpty()) {
      return possible;
    }
    if (!possible.containsAll(named)) {
      reader.problem(
          TOKEN_ALGORITHMS.variable()
              + ": HS256 needs "
              + TOKEN_SECRET_FILE.variable()
              + ", the others need "
              + TOKEN_JWKS.variable());
    }
    if (hasSecret && !named.contains(Algorithm.HS256)) {
      reader.problem(TOKEN_ALGORITHMS.variable() + ": there is a secret, and HS256 is not allowed");
    }
    if (hasKeys && named.stream().allMatch(Algorithm::isShared)) {
      reader.problem(
          TOKEN_ALGORITHMS.variable() + ": there are public keys, and only HS256 is allowed");
    }
    return named;
  }
}
