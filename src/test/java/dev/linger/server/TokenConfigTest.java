package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.access.Algorithm;
import dev.linger.support.Mint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set of tokens, and what is half said. */
class TokenConfigTest {

  private static final String SECRET = Mint.secretFile().toString();
  private static final String URL = "https://issuer.example/keys";

  @TempDir private Path folder;

  @Test
  void a_secret_is_enough_and_may_listen_anywhere() throws ConfigException {
    Config config = read("LINGER_TOKEN_SECRET_FILE", SECRET, "LINGER_HOST", "0.0.0.0");
    assertThat(config.tokens().orElseThrow().rules().algorithms()).containsExactly(Algorithm.HS256);
  }

  @Test
  void public_keys_need_an_issuer_and_an_audience() throws ConfigException {
    assertThat(problems("LINGER_TOKEN_JWKS", URL))
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("LINGER_TOKEN_ISSUER: "))
        .anyMatch(problem -> problem.startsWith("LINGER_TOKEN_AUDIENCE: "));
    Config config =
        read("LINGER_TOKEN_JWKS", URL, "LINGER_TOKEN_ISSUER", "i", "LINGER_TOKEN_AUDIENCE", "a");
    assertThat(config.tokens().orElseThrow().rules().algorithms())
        .containsExactlyInAnyOrder(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA);
  }

  @ParameterizedTest
  @CsvSource({
    "HS256, secret, true",
    "RS256, secret, false",
    "'HS256,RS256', secret, false",
    "RS256, keys, true",
    "HS256, keys, false",
    "RS256, both, false",
    "HS256, both, false",
    "'HS256,ES256', both, true",
    "none, secret, false",
    "hs256, secret, false",
    "'HS256,', secret, false"
  })
  void algorithms_and_keys_belong_together(String algorithms, String keys, boolean isGood) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("LINGER_TOKEN_ALGORITHMS", algorithms);
    variables.put("LINGER_TOKEN_ISSUER", "i");
    variables.put("LINGER_TOKEN_AUDIENCE", "a");
    if (!keys.equals("keys")) {
      variables.put("LINGER_TOKEN_SECRET_FILE", SECRET);
    }
    if (!keys.equals("secret")) {
      variables.put("LINGER_TOKEN_JWKS", URL);
    }
    assertThat(problems(variables).isEmpty()).as("%s", problems(variables)).isEqualTo(isGood);
  }

  @ParameterizedTest
  @CsvSource({
    "LINGER_TOKEN_ISSUER, i",
    "LINGER_TOKEN_AUDIENCE, a",
    "LINGER_TOKEN_ALGORITHMS, HS256",
    "LINGER_TOKEN_JWKS, https://issuer.example/keys",
    "LINGER_PUBLIC_CHANNELS, forum"
  })
  void in_dev_mode_what_would_protect_nothing_is_refused(String variable, String value) {
    assertThat(problems("LINGER_MODE", "dev", variable, value))
        .anyMatch(problem -> problem.startsWith(variable + ": in dev mode"));
    assertThat(problems("LINGER_MODE", "dev", "LINGER_TOKEN_SECRET_FILE", SECRET)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "0123456789012345678901234567890",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabcabcabcabcabcabcabcabcabcabc",
        "0123456789012345678901234567890\n\n\n"
      })
  void a_weak_secret_is_refused_and_not_repeated(String secret) throws IOException {
    Path file = Files.writeString(folder.resolve("s"), secret);
    assertThat(problems("LINGER_TOKEN_SECRET_FILE", file.toString()))
        .singleElement()
        .asString()
        .contains(file.toString(), "a secret ")
        .satisfies(text -> assertThat(secret.isEmpty() || !text.contains(secret)).isTrue());
  }

  @Test
  void a_secret_in_the_place_of_its_file_is_not_repeated() {
    for (String secret : List.of(Mint.SECRET, "/" + Mint.SECRET)) {
      assertThat(problems("LINGER_TOKEN_SECRET_FILE", secret))
          .singleElement()
          .asString()
          .startsWith("LINGER_TOKEN_SECRET_FILE=…: ")
          .doesNotContain(Mint.SECRET.substring(0, 8));
    }
  }

  @Test
  void a_file_of_keys_must_be_one_and_have_one() throws IOException {
    Path file = folder.resolve("keys");
    for (String content : List.of("", "{}", Mint.jwks(), Mint.jwks("{\"kty\":\"oct\"}"))) {
      Files.writeString(file, content, StandardCharsets.UTF_8);
      assertThat(with(file.toString())).as(content).hasSize(1);
    }
    Files.writeString(file, Mint.jwks(Mint.ec("a").jwk()));
    assertThat(with(file.toString())).isEmpty();
    assertThat(with(folder.toString())).hasSize(1);
    assertThat(with("https://user:hush@issuer.example/keys?key=hush"))
        .singleElement()
        .asString()
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:*", "forum, user:7", "a b", "thr*", "forum,,", "linger :*"})
  void nobodys_own_channel_is_public(String patterns) {
    assertThat(problems("LINGER_TOKEN_SECRET_FILE", SECRET, "LINGER_PUBLIC_CHANNELS", patterns))
        .hasSize(1);
  }

  private static List<String> with(String jwks) {
    return problems(
        "LINGER_TOKEN_JWKS", jwks, "LINGER_TOKEN_ISSUER", "i", "LINGER_TOKEN_AUDIENCE", "a");
  }

  private static Config read(String... variables) throws ConfigException {
    return read(map(variables));
  }

  private static Config read(Map<String, String> variables) throws ConfigException {
    return Config.read(List.of(ConfigSource.environment(variables)));
  }

  private static List<String> problems(String... variables) {
    return problems(map(variables));
  }

  private static List<String> problems(Map<String, String> variables) {
    try {
      read(variables);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  private static Map<String, String> map(String... variables) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      values.put(variables[i], variables[i + 1]);
    }
    return values;
  }
}
