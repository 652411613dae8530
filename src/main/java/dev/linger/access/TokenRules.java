package dev.linger.access;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token must be, beside signed.
 *
 * @param algorithms how it may be signed
 * @param issuer whose it must be; null for whoever has a key
 * @param audiences for one of whom it must be; empty for anybody
 * @param maxAge how far away its end may be. Who is shut out is remembered until the last token
 *     that they may have has ended, so there must be a last one
 */
public record TokenRules(
    Set<Algorithm> algorithms, @Nullable String issuer, List<String> audiences, Duration maxAge) {

  /**
   * How far an issuer's clock may be ahead of ours: where a token says since when it is good, and
   * in how far away its end is. The end itself is the end: a clock that is ahead of the issuer's
   * costs a client a new token some seconds early, and that is all it costs.
   */
  public static final Duration LEEWAY = Duration.ofSeconds(30);

  /** Keeps collections that nobody else can change. */
  public TokenRules {
    algorithms = Set.copyOf(algorithms);
    audiences = List.copyOf(audiences);
  }

  /** From when on a token is certain to have ended that is good now, in milliseconds. */
  public long longestMillis() {
    return maxAge.plus(LEEWAY).toMillis();
  }
}
