package dev.linger.access;

import dev.linger.hub.Ticker;
import java.util.List;
import java.util.Optional;

/**
 * How tokens are checked, as it is configured.
 *
 * @param secret what HS256 tokens are signed with; empty for none of those
 * @param keys where the public keys are that others are signed with; empty for none of those
 */
public record TokenSettings(
    TokenRules rules, Optional<SharedSecret> secret, Optional<KeyPlace> keys) {

  /** The keys; those that are to be fetched are not there yet. */
  Keys keys(Ticker ticker) {
    List<TrustedKey> own = secret.map(each -> List.of(each.key())).orElseGet(List::of);
    return keys.<Keys>map(place -> new FetchedKeys(place, rules.algorithms(), own, ticker))
        .orElseGet(() -> Keys.of(new KeySet(own)));
  }

  /** For a log line. */
  @Override
  public String toString() {
    return "signed by "
        + rules.algorithms()
        + (rules.issuer() == null ? "" : " of " + rules.issuer())
        + (rules.audiences().isEmpty() ? "" : " for " + rules.audiences())
        + keys.map(place -> ", keys from " + place).orElse("");
  }
}
