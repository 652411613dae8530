package dev.linger.access;

import static dev.linger.access.TokenWorld.EC;
import static dev.linger.access.TokenWorld.ED;
import static dev.linger.access.TokenWorld.RSA;
import static dev.linger.access.TokenWorld.SECRET;
import static dev.linger.access.TokenWorld.claims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.Mint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens that somebody made who wants in: by their header, their signature, and their form. What
 * they may say is in {@link HostileClaimsTest}. Names of attacks are RFC 8725's.
 */
class HostileTokensTest {

  private final TokenWorld world = new TokenWorld();

  static Stream<Mint> mints() {
    return Stream.of(SECRET, RSA, EC, ED);
  }

  @ParameterizedTest
  @MethodSource("mints")
  void first_of_all_a_good_token_of_each_kind_is_good(Mint mint) {
    assertThat(world.caller(mint.token(claims())).user()).isEqualTo("7");
  }

  // Algorithm confusion.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "None",
        "NONE",
        "nOnE",
        "none ",
        "",
        "HS256\\u0000",
        "hs256",
        "RS256,none"
      })
  void no_spelling_of_none_is_an_algorithm(String none) {
    String header = "{\"alg\":\"" + none + "\"}";
    String unsigned = Mint.encode(header) + "." + Mint.encode(claims()) + ".";
    assertThat(world.refusal(unsigned)).isEqualTo(Refusal.MALFORMED);
    assertThat(world.refusal(unsigned + "AAAA")).isEqualTo(Refusal.ALGORITHM);
    assertThat(world.refusal(SECRET.token(header, claims()))).isEqualTo(Refusal.ALGORITHM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[\"HS256\"]", "{}", "256", "true"})
  void an_algorithm_is_a_string(String other) {
    assertThat(world.refusal(SECRET.token("{\"alg\":" + other + "}", claims())))
        .isEqualTo(Refusal.ALGORITHM);
    assertThat(world.refusal(SECRET.token("{}", claims()))).isEqualTo(Refusal.ALGORITHM);
  }

  @Test
  void a_public_key_is_no_secret() {
    for (Mint owner : List.of(RSA, EC, ED)) {
      for (String spelled : List.of(owner.jwk(), Mint.jwks(owner.jwk()), pem(owner))) {
        Mint forger = Mint.ofSecret(spelled.getBytes(StandardCharsets.UTF_8));
        String named = owner.header().replaceAll("\"alg\":\"\\w+\"", "\"alg\":\"HS256\"");
        assertThat(world.refusal(forger.token(named, claims()))).isEqualTo(Refusal.SIGNATURE);
        assertThat(world.refusal(forger.token(owner.header(), claims())))
            .isEqualTo(Refusal.SIGNATURE);
      }
    }
  }

  @Test
  void where_there_is_no_secret_nothing_that_is_signed_with_one_is_good() {
    TokenWorld onlyRsa = new TokenWorld(EnumSet.of(Algorithm.RS256), RSA.jwk());
    assertThat(onlyRsa.refusal(SECRET.token(claims()))).isEqualTo(Refusal.ALGORITHM);
  }

  @Test
  void what_is_not_allowed_is_not_good_even_if_its_key_is_published() {
    TokenWorld onlyRsa = new TokenWorld(EnumSet.of(Algorithm.RS256), RSA.jwk(), EC.jwk(), ED.jwk());
    assertThat(onlyRsa.refusal(EC.token(claims()))).isEqualTo(Refusal.ALGORITHM);
    assertThat(onlyRsa.refusal(ED.token(claims()))).isEqualTo(Refusal.ALGORITHM);
    assertThat(onlyRsa.refusal(RSA.token(claims()))).isNull();
  }

  @Test
  void a_secret_is_no_public_key_and_one_kinds_key_is_no_other_kinds() {
    for (Mint owner : List.of(RSA, EC, ED)) {
      assertThat(world.refusal(SECRET.token(owner.header(), claims())))
          .isEqualTo(Refusal.SIGNATURE);
      for (Mint other : List.of(RSA, EC, ED)) {
        String confused = owner.header().replaceAll("\"kid\":\"[^\"]*\"", kid(other.header()));
        if (owner != other) {
          assertThat(world.refusal(owner.token(confused, claims()))).isEqualTo(Refusal.UNKNOWN_KEY);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HS384", "HS512", "RS384", "RS512", "PS256", "ES384", "ES256K", "Ed25519"})
  void other_algorithms_of_the_same_families_are_not_allowed(String name) {
    assertThat(world.refusal(RSA.token("{\"alg\":\"" + name + "\"}", claims())))
        .isEqualTo(Refusal.ALGORITHM);
  }

  // Signatures.

  @ParameterizedTest
  @MethodSource("mints")
  void a_token_with_one_bit_changed_anywhere_is_not_good(Mint mint) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String token = mint.token(claims("name", "\"Ada\""));
    assertThat(world.caller(token)).isNotNull();
    for (int i = 0; i < token.length(); i++) {
      char changed = (char) (token.charAt(i) ^ 1 << random.nextInt(7));
      String bad = token.substring(0, i) + changed + token.substring(i + 1);
      assertThat(world.refusal(bad)).as("seed %s, character %s: %s", seed, i, bad).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("mints")
  void a_token_that_is_cut_anywhere_or_goes_on_is_not_good(Mint mint) {
    String token = mint.token(claims());
    for (int i = 0; i < token.length(); i++) {
      assertThat(world.refusal(token.substring(0, i))).as("%s characters", i).isNotNull();
    }
    for (String more : List.of("=", "A", ".", " ", "\n", ".AAAA", token)) {
      assertThat(world.refusal(token + more)).as(more).isNotNull();
      assertThat(world.refusal(more + token)).as(more).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("mints")
  void there_is_one_way_to_write_a_signature(Mint mint) {
    String token = mint.token(claims());
    int last = token.length() - 1;
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/";
    for (int i = 0; i < alphabet.length(); i++) {
      char c = alphabet.charAt(i);
      String other = token.substring(0, last) + c;
      if (!other.equals(token)) {
        assertThat(world.refusal(other)).as("last character %s", c).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("mints")
  void the_signature_of_other_claims_is_none_of_these(Mint mint) {
    String token = mint.token(claims());
    String[] parts = token.split("\\.", -1);
    String others = parts[0] + "." + Mint.encode(claims("sub", "\"8\"")) + "." + parts[2];
    assertThat(world.refusal(others)).isEqualTo(Refusal.SIGNATURE);
  }

  @Test
  void an_es256_signature_of_zeros_is_not_good() {
    // CVE-2022-21449, "psychic signatures"; and each half alone, the order, and in DER.
    String order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    String zero = "0".repeat(64);
    String one = "0".repeat(63) + "1";
    for (String hex :
        List.of(
            zero + zero,
            zero + one,
            one + zero,
            order + order,
            order + one,
            one + order,
            one + one,
            "3006020100020100",
            "00",
            zero,
            zero + zero + "00")) {
      assertThat(world.refusal(withSignature(EC, hex(hex)))).as(hex).isEqualTo(Refusal.SIGNATURE);
    }
  }

  @Test
  void an_ed25519_signature_of_points_of_small_order_is_not_good() {
    String identity = "01" + "0".repeat(62);
    String order = "EDD3F55C1A631258D69CF7A2DEF9DE1400000000000000000000000000000010";
    String zero = "0".repeat(64);
    for (String hex :
        List.of(
            zero + zero,
            identity + zero,
            zero + identity,
            identity + order,
            "00",
            zero,
            "ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F" + zero,
            "FF".repeat(64),
            zero + zero + "00")) {
      assertThat(world.refusal(withSignature(ED, hex(hex)))).as(hex).isEqualTo(Refusal.SIGNATURE);
    }
  }

  @Test
  void an_ed25519_signature_has_no_second_form() {
    String token = ED.token(claims());
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    byte[] order = hex("EDD3F55C1A631258D69CF7A2DEF9DE1400000000000000000000000000000010");
    int carry = 0;
    for (int i = 0; i < 32; i++) {
      int sum = (signature[32 + i] & 0xff) + (order[i] & 0xff) + carry;
      signature[32 + i] = (byte) sum;
      carry = sum >> 8;
    }
    assertThat(world.refusal(withSignature(ED, signature))).isEqualTo(Refusal.SIGNATURE);
  }

  // What a header brings along.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../dev/null",
        "/dev/null",
        "' OR '1'='1",
        "rsa-1' UNION SELECT 'x",
        "rsa-1\\u0000",
        "RSA-1",
        "rsa-1 ",
        "",
        "*",
        "http://127.0.0.1:9/keys",
        "${jndi:ldap://127.0.0.1/a}"
      })
  void a_key_id_is_compared_and_used_for_nothing_else(String id) {
    String header = "{\"alg\":\"RS256\",\"kid\":\"" + id + "\"}";
    assertThat(world.refusal(RSA.token(header, claims()))).isEqualTo(Refusal.UNKNOWN_KEY);
  }

  @Test
  void a_key_id_is_a_string_and_not_a_long_one() {
    for (String id : List.of("1", "null", "[\"rsa-1\"]", "{}", "\"" + "a".repeat(257) + "\"")) {
      assertThat(world.refusal(RSA.token("{\"alg\":\"RS256\",\"kid\":" + id + "}", claims())))
          .isEqualTo(Refusal.MALFORMED);
    }
  }

  @Test
  void a_key_that_the_token_brings_along_is_not_looked_at() {
    Mint forger = Mint.rsa("forger");
    for (String brought :
        List.of(
            "\"jwk\":" + forger.jwk(),
            "\"jku\":\"http://127.0.0.1:9/keys\"",
            "\"x5u\":\"http://127.0.0.1:9/certificate\"",
            "\"x5c\":[\"MIIB\"]",
            "\"x5t\":\"AAAA\"")) {
      String named = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"," + brought + "}";
      assertThat(world.refusal(forger.token(named, claims()))).isEqualTo(Refusal.SIGNATURE);
      assertThat(world.refusal(RSA.token(named, claims()))).as(brought).isNull();
      String own = "{\"alg\":\"RS256\",\"kid\":\"forger\"," + brought + "}";
      assertThat(world.refusal(forger.token(own, claims()))).isEqualTo(Refusal.UNKNOWN_KEY);
    }
  }

  @Test
  void what_is_critical_is_not_passed_over() {
    for (String critical :
        List.of("[\"b64\"],\"b64\":false", "[\"exp\"],\"exp\":1", "[]", "null", "\"x\"")) {
      String header = "{\"alg\":\"HS256\",\"crit\":" + critical + "}";
      assertThat(world.refusal(SECRET.token(header, claims()))).isEqualTo(Refusal.HEADER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"JWE\"", "\"logout+jwt\"", "\"dpop+jwt\"", "\"secevent+jwt\"", "7", "null"})
  void a_token_of_another_kind_by_the_same_issuer_is_not_good(String type) {
    String header = "{\"alg\":\"HS256\",\"typ\":" + type + "}";
    assertThat(world.refusal(SECRET.token(header, claims()))).isEqualTo(Refusal.HEADER);
  }

  // Form.

  @Test
  void an_encrypted_token_is_not_good() {
    String header = Mint.encode("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}");
    assertThat(world.refusal(header + "..AAAA.AAAA.AAAA")).isEqualTo(Refusal.MALFORMED);
    assertThat(world.refusal(header + ".AAAA.AAAA.AAAA.AAAA")).isEqualTo(Refusal.MALFORMED);
    assertThat(world.refusal(header + ".AAAA.AAAA")).isEqualTo(Refusal.ALGORITHM);
  }

  @Test
  void a_token_within_a_token_is_not_good() {
    String nested = SECRET.token("{\"alg\":\"HS256\",\"cty\":\"JWT\"}", SECRET.token(claims()));
    assertThat(world.refusal(nested)).isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void json_serialisation_is_not_good() {
    String[] parts = SECRET.token(claims()).split("\\.", -1);
    String json =
        "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
            .formatted(parts[0], parts[1], parts[2]);
    assertThat(world.refusal(json)).isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void a_long_token_is_not_even_read() {
    String filled = claims("name", "\"x\"", "more", "\"" + "x".repeat(5_700) + "\"");
    assertThat(world.refusal(SECRET.token(filled))).isNull();
    String long_ = claims("more", "\"" + "x".repeat(6_200) + "\"");
    assertThat(world.refusal(SECRET.token(long_))).isEqualTo(Refusal.TOO_LONG);
    assertThat(world.refusal(".".repeat(8_192))).isEqualTo(Refusal.MALFORMED);
    assertThat(world.refusal("x".repeat(10_000_000))).isEqualTo(Refusal.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "Bearer",
        "7",
        "7:Ada",
        "null",
        "{}",
        "=.=.=",
        "e30.e30.e30",
        "\u0000",
        "é.é.é",
        "\ud800.\ud800.\ud800",
        "ＡＡ.ＡＡ.ＡＡ"
      })
  void what_is_no_token_is_no_token(String text) {
    assertThat(world.refusal(text)).isIn(Refusal.MALFORMED, Refusal.ALGORITHM);
  }

  @Test
  void json_is_read_strictly_in_the_header_and_in_the_claims() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    for (String bad :
        List.of(
            "[]",
            "7",
            "null",
            "\"x\"",
            "",
            "{",
            "{}{}",
            "{\"a\":NaN}",
            "{'a':1}",
            "{\"a\":" + deep + "}",
            "{\"a\":1" + "0".repeat(100) + "}",
            "\ufeff{}")) {
      assertThat(world.refusal(SECRET.token(bad, claims()))).as(bad).isEqualTo(Refusal.MALFORMED);
      assertThat(world.refusal(SECRET.token(bad))).as(bad).isEqualTo(Refusal.MALFORMED);
    }
  }

  @Test
  void nothing_is_said_twice() {
    assertThat(world.refusal(SECRET.token("{\"alg\":\"none\",\"alg\":\"HS256\"}", claims())))
        .isEqualTo(Refusal.MALFORMED);
    String twice = claims().replace("{\"sub\":\"7\"", "{\"sub\":\"7\",\"sub\":\"8\"");
    assertThat(world.refusal(SECRET.token(twice))).isEqualTo(Refusal.MALFORMED);
    String escaped = claims().replace("{\"sub\":\"7\"", "{\"sub\":\"7\",\"s\\u0075b\":\"8\"");
    assertThat(world.refusal(SECRET.token(escaped))).isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void a_token_of_another_issuer_with_the_same_key_id_is_not_good() {
    Mint impostor = Mint.rsa("rsa-1");
    assertThat(world.refusal(impostor.token(claims()))).isEqualTo(Refusal.SIGNATURE);
    // And one issuer's key does not make it another one's word.
    String other = claims("iss", "\"https://other.example\"");
    assertThat(world.refusal(RSA.token(other))).isEqualTo(Refusal.ISSUER);
  }

  @Test
  void a_bad_token_says_nothing_of_itself_anywhere() {
    String token = SECRET.token(claims());
    assertThat(new RefusedTokenException(Refusal.SIGNATURE)).hasMessage("SIGNATURE");
    assertThat(Credentials.of(token).toString()).doesNotContain(token.substring(0, 10));
    assertThat(new SharedSecret(Mint.SECRET.getBytes(StandardCharsets.UTF_8)).toString())
        .doesNotContain(Mint.SECRET.substring(0, 5));
  }

  private static String withSignature(Mint mint, byte[] signature) {
    String signed = Mint.encode(mint.header()) + "." + Mint.encode(claims());
    return signed + "." + Mint.encode(signature);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.toLowerCase(Locale.ROOT));
  }

  private static String kid(String header) {
    return header.replaceAll(".*(\"kid\":\"[^\"]*\").*", "$1");
  }

  private static String pem(Mint owner) {
    return "-----BEGIN PUBLIC KEY-----\n" + Mint.encode(owner.jwk()) + "\n-----END PUBLIC KEY-----";
  }
}
