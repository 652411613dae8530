package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

  private static final KeySet KEYS = new KeySet(List.of());
  private static final KeySet OTHERS =
      new KeySet(List.of(new TrustedKey("a", Algorithm.ES256, (signed, signature) -> true)));
  private static final Caller ADA =
      new Caller("7", "Ada", Set.of(), Grants.NONE, new Pass(null, 0, 1_000));

  private final TokenCache cache = new TokenCache();
  private final ByteBuffer key = TokenCache.key("a token");

  @Test
  void what_was_found_good_is_known_until_it_ends() {
    cache.add(key, KEYS, ADA);
    assertThat(cache.find(TokenCache.key("a token"), KEYS, 999)).isSameAs(ADA);
    assertThat(cache.find(TokenCache.key("another"), KEYS, 999)).isNull();
    assertThat(cache.find(key, KEYS, 1_000)).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void when_keys_change_everything_is_looked_at_again() {
    cache.add(key, KEYS, ADA);
    assertThat(cache.find(key, OTHERS, 0)).isNull();
  }

  @Test
  void it_does_not_grow_and_keeps_what_is_asked_for() {
    cache.add(key, KEYS, ADA);
    for (int i = 0; i < 5 * TokenCache.MAX_TOKENS; i++) {
      cache.add(TokenCache.key("token " + i), KEYS, ADA);
      if (i % 1_000 == 0) {
        assertThat(cache.find(key, KEYS, 0)).as("after %s", i).isSameAs(ADA);
      }
      assertThat(cache.size()).isLessThanOrEqualTo(2 * TokenCache.MAX_TOKENS);
    }
    assertThat(cache.find(TokenCache.key("token 1"), KEYS, 0)).isNull();
  }
}
