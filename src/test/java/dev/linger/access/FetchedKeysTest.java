package dev.linger.access;

import static dev.linger.access.TokenWorld.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.linger.support.FakeTicker;
import dev.linger.support.Mint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An issuer's keys: how they are fetched, how they change, and what an issuer can do wrong. */
class FetchedKeysTest {

  private static final Mint OLD = Mint.ec("old");
  private static final Mint NEW = Mint.ec("new");

  private final FakeTicker ticker = new FakeTicker();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer issuer;
  private volatile int status = 200;
  private volatile String answer = Mint.jwks(OLD.jwk());
  private FetchedKeys keys;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    issuer.start();
    keys =
        new FetchedKeys(
            KeyPlace.parse(url()), EnumSet.of(Algorithm.ES256, Algorithm.EDDSA), List.of(), ticker);
  }

  private String url() {
    return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys?secret=1";
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  @Test
  void there_are_none_until_they_have_been_fetched() {
    assertThat(keys.now().keys()).isEmpty();
    keys.look();
    assertThat(keys.now().keys()).hasToString("[ES256 old]");
    assertThat(keys.toString()).doesNotContain("secret");
  }

  @Test
  void they_are_looked_at_every_five_minutes_and_stay_the_same_object_while_they_are_the_same() {
    keys.look();
    KeySet first = keys.now();
    after(Duration.ofMinutes(5).minusMillis(1));
    assertThat(asked).hasValue(1);
    after(Duration.ofMillis(1));
    assertThat(asked).hasValue(2);
    assertThat(keys.now()).isSameAs(first);
  }

  @Test
  void an_unknown_key_is_looked_for_at_once_but_a_flood_of_them_every_ten_seconds() {
    keys.look();
    answer = Mint.jwks(OLD.jwk(), NEW.jwk());
    after(Duration.ofSeconds(10));
    assertThat(asked).hasValue(1);
    keys.missed();
    keys.look();
    assertThat(asked).hasValue(2);
    assertThat(keys.now().keys()).hasSize(2);
    for (int i = 0; i < 1_000; i++) {
      keys.missed();
      after(Duration.ofMillis(10));
    }
    assertThat(asked).hasValue(3);
  }

  @Test
  void keys_stay_while_the_issuer_is_away_but_not_for_more_than_a_day() {
    keys.look();
    status = 503;
    after(Duration.ofMinutes(5));
    after(Duration.ofHours(23));
    assertThat(keys.now().keys()).hasSize(1);
    after(Duration.ofHours(1));
    assertThat(keys.now().keys()).isEmpty();
    status = 200;
    after(Duration.ofSeconds(10));
    assertThat(keys.now().keys()).hasSize(1);
  }

  @Test
  void as_long_as_there_is_no_key_at_all_nobody_should_be_sent_here() {
    TokenAccess access =
        new TokenAccess(
            new TokenSettings(
                new TokenRules(EnumSet.of(Algorithm.ES256), "i", List.of("a"), Duration.ofDays(1)),
                Optional.empty(),
                Optional.of(KeyPlace.parse(url()))),
            () -> new GrantedAccess(List.of()),
            Revoked.NOTHING,
            () -> 0,
            ticker);
    status = 503;
    access.fetchedKeys().look();
    assertThat(access.isReady()).isFalse();
    status = 200;
    ticker.advance(Duration.ofSeconds(10));
    access.fetchedKeys().look();
    assertThat(access.isReady()).isTrue();
    // An issuer that is away for a while takes nothing away.
    status = 503;
    ticker.advance(Duration.ofMinutes(5));
    access.fetchedKeys().look();
    assertThat(access.isReady()).isTrue();
  }

  @Test
  void the_day_counts_also_if_nobody_can_look() {
    keys.look();
    ticker.advance(FetchedKeys.OUTAGE);
    assertThat(keys.now().keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"keys\":{}}", "<html>", "{\"keys\":[]", "null"})
  void what_is_no_set_of_keys_changes_nothing(String nonsense) {
    keys.look();
    answer = nonsense;
    after(Duration.ofMinutes(5));
    assertThat(keys.now().keys()).hasSize(1);
  }

  @Test
  void an_empty_set_is_an_answer() {
    keys.look();
    answer = Mint.jwks();
    after(Duration.ofMinutes(5));
    assertThat(keys.now().keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 204, 404, 500})
  void only_a_200_is_an_answer_and_nobody_is_sent_elsewhere(int other) {
    AtomicInteger elsewhere = new AtomicInteger();
    issuer.createContext("/elsewhere", exchange -> elsewhere.incrementAndGet());
    status = other;
    if (other == 204) {
      answer = "";
    }
    keys.look();
    assertThat(keys.now().keys()).isEmpty();
    assertThat(asked).hasValue(1);
    assertThat(elsewhere).hasValue(0);
  }

  @Test
  void an_endless_answer_has_an_end() {
    answer = " ".repeat(Jwks.MAX_BYTES) + Mint.jwks(OLD.jwk());
    keys.look();
    assertThat(keys.now().keys()).isEmpty();
  }

  @Test
  void a_key_that_is_for_something_else_or_weak_or_secret_is_passed_over() throws IOException {
    String bad =
        Mint.jwks(
            NEW.jwk("\"use\":\"enc\""),
            NEW.jwk("\"key_ops\":[\"sign\"]"),
            NEW.jwk("\"alg\":\"ES384\""),
            NEW.jwk("\"alg\":\"HS256\""),
            NEW.jwk("\"alg\":7"),
            NEW.jwk("\"d\":\"AAAA\""),
            Mint.rsa("weak", 1024).jwk(),
            Mint.rsa("one").jwk().replaceAll("\"e\":\"[^\"]*\"", "\"e\":\"AQ\""),
            Mint.rsa("even").jwk().replaceAll("\"e\":\"[^\"]*\"", "\"e\":\"AQAC\""),
            Mint.rsa("other").jwk("\"alg\":\"PS256\""),
            Mint.ec("p384", "secp384r1", "P-384", 48).jwk(),
            NEW.jwk().replaceAll("\"y\":\"..", "\"y\":\"AA"),
            "{\"kty\":\"oct\",\"k\":\"" + Mint.encode(Mint.SECRET) + "\"}",
            "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + Mint.encode(new byte[32]) + "\"}",
            Mint.ed25519Jwk(Mint.encode(new byte[31]), "short"),
            "{\"kty\":\"new\"}",
            "{}",
            "7",
            "null",
            OLD.jwk("\"use\":\"sig\",\"key_ops\":[\"verify\"],\"alg\":\"ES256\""));
    KeySet read = Jwks.read(bad.getBytes(StandardCharsets.UTF_8), EnumSet.allOf(Algorithm.class));
    assertThat(read.keys()).hasToString("[ES256 old]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void a_point_of_small_order_or_off_the_curve_is_no_key(String hex) {
    byte[] x = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> Ed25519.of(x)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.example/keys",
        "http://127.0.0.1.example/keys",
        "http://localhost.example/keys",
        "https://user:secret@issuer.example/keys",
        "https:///keys",
        "ftp://127.0.0.1/keys",
        "file:///etc/passwd",
        "jar:file:///a.jar!/keys",
        "https://issuer.example/a b",
        "/no/such/file",
        "/dev/null",
        ""
      })
  void keys_come_from_a_file_or_by_tls_or_from_this_machine(String place) {
    assertThatThrownBy(() -> KeyPlace.parse(place))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_key_that_comes_mid_flight_is_good_and_one_that_goes_is_not() {
    TokenWorld world = new TokenWorld(EnumSet.of(Algorithm.ES256), OLD.jwk());
    String before = OLD.token(claims());
    String after = NEW.token(claims());
    assertThat(world.refusal(before)).isNull();
    world.publish(OLD.jwk(), NEW.jwk());
    assertThat(world.refusal(after)).isEqualTo(Refusal.UNKNOWN_KEY);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.refusal(after)).isNull();
    assertThat(world.refusal(before)).isNull();
    world.publish(NEW.jwk());
    world.pass(Duration.ofSeconds(2));
    assertThat(world.refusal(before)).as("it was remembered").isEqualTo(Refusal.UNKNOWN_KEY);
    assertThat(world.refusal(after)).isNull();
  }

  @Test
  void a_token_that_names_no_key_is_good_where_there_is_no_choice() {
    String unnamed = OLD.token("{\"alg\":\"ES256\"}", claims());
    TokenWorld world = new TokenWorld(EnumSet.of(Algorithm.ES256), OLD.jwk());
    assertThat(world.refusal(unnamed)).isNull();
    world.publish(OLD.jwk(), NEW.jwk());
    world.pass(Duration.ofSeconds(2));
    assertThat(world.refusal(unnamed)).isEqualTo(Refusal.AMBIGUOUS_KEY);
  }

  @Test
  void a_key_without_a_name_is_not_meant_by_a_token_that_names_one() {
    TokenWorld world = new TokenWorld(EnumSet.of(Algorithm.EDDSA), Mint.ed25519(null).jwk());
    assertThat(world.refusal(TokenWorld.ED.token(claims()))).isEqualTo(Refusal.UNKNOWN_KEY);
  }

  private void after(Duration time) {
    ticker.advance(time);
    keys.look();
  }
}
