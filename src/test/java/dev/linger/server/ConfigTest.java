package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.access.Algorithm;
import dev.linger.access.ChannelPattern;
import dev.linger.access.KeyPlace;
import dev.linger.access.Rate;
import dev.linger.access.RateLimits.Rates;
import dev.linger.access.SharedSecret;
import dev.linger.access.TokenRules;
import dev.linger.bridge.Routes;
import dev.linger.forum.PresenceLimits;
import dev.linger.http.AddressRanges;
import dev.linger.http.Logins;
import dev.linger.hub.Seats;
import dev.linger.log.RedisTrust;
import dev.linger.log.Retention;
import dev.linger.poll.PollLimits;
import dev.linger.publish.PublishLimits;
import dev.linger.support.Certificates;
import dev.linger.support.Mint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

  private static final ConfigSource DEV = ConfigSource.defaults(Map.of("linger.mode", "dev"));

  @Test
  void without_any_setting_the_defaults_hold() throws Exception {
    Config config = Config.read(List.of(DEV));
    assertThat(config.listen())
        .isEqualTo(new Config.Listen("127.0.0.1", 8080, "/", 64, 30_000, Optional.empty()));
    assertThat(config.redis()).isEmpty();
    assertThat(config.bridge()).isEmpty();
    assertThat(config.poll()).isEqualTo(PollLimits.DEFAULT);
    assertThat(config.publish()).isEqualTo(PublishLimits.DEFAULT);
    assertThat(config.retention()).isEqualTo(Retention.DEFAULT);
    assertThat(config.seats()).isEqualTo(new Seats(20_000, 30, 2_000));
    assertThat(config.publishBodyBytes()).isEqualTo(1 << 20);
    assertThat(config.clients())
        .isEqualTo(
            new Config.Clients(
                Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(30)));
    assertThat(config.presence()).isEqualTo(PresenceLimits.DEFAULT);
    assertThat(config.metricsFrom()).isEqualTo(AddressRanges.parse("127.0.0.0/8,::1"));
    assertThat(config.drainTime()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void a_system_property_beats_a_variable_beats_a_context_parameter_beats_the_default()
      throws Exception {
    Map<Object, Object> properties = Map.of("linger.poll.channels", "4");
    Map<String, String> variables = Map.of("LINGER_POLL_CHANNELS", "3", "LINGER_POLL_EVENTS", "3");
    Map<String, String> parameters =
        Map.of(
            "linger.mode", "dev",
            "linger.poll.channels", "2",
            "linger.poll.events", "2",
            "linger.poll.parked", "2");
    Config config =
        Config.read(
            List.of(
                ConfigSource.systemProperties(properties),
                ConfigSource.environment(variables),
                ConfigSource.contextParameters(parameters)));
    assertThat(config.poll().channels()).isEqualTo(4);
    assertThat(config.poll().events()).isEqualTo(3);
    assertThat(config.seats().all()).isEqualTo(2);
    assertThat(config.publish().batch()).isEqualTo(100);
  }

  @Test
  void what_is_not_ours_is_nobodys_business() throws Exception {
    Map<String, String> others = Map.of("PATH", "/bin", "LINGERING", "1", "linger.mode", "?");
    assertThat(Config.read(List.of(ConfigSource.environment(others), DEV)).mode())
        .isEqualTo(Mode.DEV);
  }

  @Test
  void a_good_url_is_logged_without_its_password() throws Exception {
    Config config = read("LINGER_REDIS_URL", "redis://user:secret@127.0.0.1:7000/2");
    assertThat(config.redis().orElseThrow().url().password()).isEqualTo("secret");
    assertThat(config.toString()).contains("127.0.0.1:7000").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void dev_mode_listens_on_any_loopback_address(String host) throws Exception {
    assertThat(read("LINGER_HOST", host).listen().host()).isEqualTo(host);
  }

  static List<Setting<?>> settings() {
    return Settings.ALL;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void every_setting_has_one_name_in_three_spellings_and_a_default_that_it_allows(
      Setting<?> setting) throws Exception {
    assertThat(setting.variable()).matches("LINGER(_[A-Z]+)+");
    assertThat(setting.property()).matches("linger(\\.[a-z]+(-[a-z]+)*)+");
    assertThat(setting.variable().toLowerCase(Locale.ROOT).replace('_', '.'))
        .isEqualTo(setting.property().replace('-', '.'));
    String text = setting.equals(Settings.MODE) ? "dev" : setting.fallback();
    Config byDefault = Config.read(List.of(DEV));
    assertThat(read(setting.variable(), text)).isEqualTo(byDefault);
    assertThat(
            Config.read(
                List.of(ConfigSource.systemProperties(Map.of(setting.property(), text)), DEV)))
        .isEqualTo(byDefault);
    assertThat(Settings.table())
        .contains(setting.variable() + " ", setting.meaning(), setting.allowed());
  }

  /** Thirty of them are strung together by hand in Config, where two are easily swapped. */
  @Test
  void every_setting_arrives_where_it_is_meant_to(@TempDir Path folder) throws Exception {
    Path secret = Mint.secretFile();
    Map<String, String> variables = new TreeMap<>();
    variables.put("LINGER_MODE", "production");
    variables.put("LINGER_HOST", "127.0.0.2");
    variables.put("LINGER_PORT", "1");
    variables.put("LINGER_PATH", "/two");
    variables.put("LINGER_THREADS", "10");
    variables.put("LINGER_CONNECTIONS", "11");
    Certificates certificates = new Certificates(folder);
    Keystore keystore =
        new Keystore(
            certificates.keystore("it.p12", certificates.issue("dns:localhost")),
            certificates.passwordFile("password", Certificates.PASSWORD));
    variables.put("LINGER_TLS_KEYSTORE", keystore.file().toString());
    variables.put("LINGER_TLS_PASSWORD_FILE", keystore.passwordFile().toString());
    variables.put("LINGER_REDIS_URL", "rediss://127.0.0.1:1");
    Path trusted = certificates.chainPem("trusted.pem", certificates.issue("dns:localhost"));
    variables.put("LINGER_REDIS_CA_FILE", trusted.toString());
    variables.put("LINGER_REDIS_MIN_REPLICAS", "1");
    variables.put("LINGER_REDIS_REPLICA_TIMEOUT", "12ms");
    variables.put("LINGER_REDIS_CONNECTIONS", "13");
    variables.put("LINGER_REDIS_CONNECT_TIMEOUT", "14ms");
    variables.put("LINGER_REDIS_TIMEOUT", "150ms");
    variables.put("LINGER_POLL_HOLD", "16s");
    variables.put("LINGER_POLL_MAX_HOLD", "17s");
    variables.put("LINGER_POLL_CHANNELS", "18");
    variables.put("LINGER_POLL_EVENTS", "19");
    variables.put("LINGER_POLL_ANSWER_BYTES", "2000");
    variables.put("LINGER_POLL_PARKED", "21");
    variables.put("LINGER_POLL_PARKED_PER_USER", "211");
    variables.put("LINGER_POLL_PARKED_PER_ADDRESS", "212");
    variables.put("LINGER_POLL_AT_ONCE", "9");
    variables.put("LINGER_POLL_FULL_PAUSE", "214s");
    variables.put("LINGER_LIMIT_REQUESTS", "41/42");
    variables.put("LINGER_LIMIT_EVENTS", "43/44");
    variables.put("LINGER_LIMIT_ACTIONS", "45/46");
    variables.put("LINGER_PUBLISH_BATCH", "22");
    variables.put("LINGER_PUBLISH_EVENT_LENGTH", "230");
    variables.put("LINGER_PUBLISH_BODY_BYTES", "2400");
    variables.put("LINGER_LOG_RECENT_EVENTS", "25");
    variables.put("LINGER_LOG_RECENT_BYTES", "260000");
    variables.put("LINGER_LOG_CHANNEL_EVENTS", "27");
    variables.put("LINGER_LOG_CHANNEL_AGE", "28s");
    variables.put("LINGER_LOG_USER_EVENTS", "275");
    variables.put("LINGER_LOG_USER_AGE", "285s");
    variables.put("LINGER_LOG_ONCE_AGE", "29s");
    variables.put("LINGER_CLIENT_IDLE_TIMEOUT", "295s");
    variables.put("LINGER_CLIENT_BODY_TIMEOUT", "300ms");
    variables.put("LINGER_CLIENT_READ_TIMEOUT", "310ms");
    variables.put("LINGER_PRESENCE_LEASE", "35s");
    variables.put("LINGER_PRESENCE_NAMED", "34");
    variables.put("LINGER_JSONP", "true");
    variables.put("LINGER_TOKEN_SECRET_FILE", secret.toString());
    variables.put("LINGER_TOKEN_JWKS", "https://issuer.example/keys");
    variables.put("LINGER_TOKEN_ALGORITHMS", "HS256, EdDSA");
    variables.put("LINGER_TOKEN_ISSUER", "issuer");
    variables.put("LINGER_TOKEN_AUDIENCE", "we,they");
    variables.put("LINGER_TOKEN_MAX_AGE", "36m");
    variables.put("LINGER_PUBLIC_CHANNELS", "forum,thread:*");
    variables.put("LINGER_ORIGINS", "https://forum.example");
    variables.put("LINGER_TRUSTED_PROXIES", "10.0.0.0/8");
    variables.put("LINGER_LOGIN", "true");
    variables.put("LINGER_LOGIN_ROLES", "moderator, editor");
    variables.put("LINGER_BRIDGE_CHANNELS", "one,two");
    variables.put("LINGER_BRIDGE_REDIS_URL", "redis://127.0.0.1:2");
    variables.put("LINGER_BRIDGE_ROUTES", "three=forum");
    variables.put("LINGER_BRIDGE_CURSOR", "true");
    variables.put("LINGER_METRICS_FROM", "192.0.2.0/24");
    variables.put("LINGER_DRAIN_TIME", "32s");
    variables.put("LINGER_DRAIN_PAUSE", "33s");
    assertThat(variables).hasSameSizeAs(Settings.ALL);
    Config config = Config.read(List.of(ConfigSource.environment(variables)));
    assertThat(config.mode()).isEqualTo(Mode.PRODUCTION);
    assertThat(config.listen())
        .isEqualTo(new Config.Listen("127.0.0.2", 1, "/two", 10, 11, Optional.of(keystore)));
    var redis = config.redis().orElseThrow();
    assertThat(redis.url().hosts()).hasToString("[127.0.0.1:1]");
    assertThat(redis.trust()).isEqualTo(new RedisTrust(trusted));
    assertThat(redis.minReplicas()).isEqualTo(1);
    assertThat(redis.replicaTimeout()).isEqualTo(Duration.ofMillis(12));
    assertThat(redis.connections()).isEqualTo(13);
    assertThat(redis.connectTimeout()).isEqualTo(Duration.ofMillis(14));
    assertThat(redis.timeout()).isEqualTo(Duration.ofMillis(150));
    assertThat(config.poll())
        .isEqualTo(
            new PollLimits(
                Duration.ofSeconds(16),
                Duration.ofSeconds(17),
                18,
                19,
                2000,
                9,
                21,
                Duration.ofSeconds(214),
                Duration.ofSeconds(33)));
    assertThat(config.seats()).isEqualTo(new Seats(21, 211, 212));
    assertThat(config.rates())
        .isEqualTo(new Rates(new Rate(41, 42), new Rate(43, 44), new Rate(45, 46)));
    assertThat(config.publish()).isEqualTo(new PublishLimits(22, 230));
    assertThat(config.publishBodyBytes()).isEqualTo(2400);
    assertThat(config.retention())
        .isEqualTo(
            new Retention(
                25,
                260_000,
                27,
                Duration.ofSeconds(28),
                275,
                Duration.ofSeconds(285),
                Duration.ofSeconds(29)));
    assertThat(config.clients())
        .isEqualTo(
            new Config.Clients(
                Duration.ofSeconds(295), Duration.ofMillis(300), Duration.ofMillis(310)));
    assertThat(config.presence()).isEqualTo(new PresenceLimits(Duration.ofSeconds(35), 34));
    assertThat(config.jsonp()).isTrue();
    var tokens = config.tokens().orElseThrow();
    assertThat(tokens.rules())
        .isEqualTo(
            new TokenRules(
                Set.of(Algorithm.HS256, Algorithm.EDDSA),
                "issuer",
                List.of("we", "they"),
                Duration.ofMinutes(36)));
    assertThat(tokens.secret()).contains(SharedSecret.read(secret));
    assertThat(tokens.keys()).contains(KeyPlace.parse("https://issuer.example/keys"));
    assertThat(config.publicChannels())
        .containsExactly(new ChannelPattern("forum"), new ChannelPattern("thread:*"));
    assertThat(config.toString()).doesNotContain(Mint.SECRET);
    assertThat(config.entrance().origins().allowed()).containsExactly("https://forum.example");
    assertThat(config.entrance().proxies().trusted().contains("10.1.2.3")).isTrue();
    assertThat(config.entrance().logins())
        .isEqualTo(new Logins(true, List.of("moderator", "editor")));
    var bridge = config.bridge().orElseThrow();
    assertThat(bridge.channels()).containsExactly("one", "two");
    assertThat(bridge.redis().url().hosts()).hasToString("[127.0.0.1:2]");
    assertThat(bridge.redis().minReplicas()).isZero();
    assertThat(bridge.routes()).isEqualTo(Routes.parse("three=forum"));
    assertThat(bridge.limits()).isEqualTo(config.publish());
    assertThat(bridge.isWithCursor()).isTrue();
    assertThat(config.metricsFrom()).isEqualTo(AddressRanges.parse("192.0.2.0/24"));
    assertThat(config.drainTime()).isEqualTo(Duration.ofSeconds(32));
  }

  private static Config read(String... variables) throws ConfigException {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      values.put(variables[i], variables[i + 1]);
    }
    return Config.read(List.of(ConfigSource.environment(values), DEV));
  }
}
