package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.log.Retention;
import dev.linger.poll.PollLimits;
import dev.linger.publish.PublishLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

  private static final ConfigSource DEV = ConfigSource.defaults(Map.of("linger.mode", "dev"));

  @Test
  void without_any_setting_the_defaults_hold() throws Exception {
    Config config = Config.read(List.of(DEV));
    assertThat(config.listen()).isEqualTo(new Config.Listen("127.0.0.1", 8080, "/", 64));
    assertThat(config.redis()).isEmpty();
    assertThat(config.poll()).isEqualTo(PollLimits.DEFAULT);
    assertThat(config.publish()).isEqualTo(PublishLimits.DEFAULT);
    assertThat(config.retention()).isEqualTo(Retention.DEFAULT);
    assertThat(config.parked()).isEqualTo(20_000);
    assertThat(config.publishBodyBytes()).isEqualTo(1 << 20);
    assertThat(config.clients())
        .isEqualTo(new Config.Clients(Duration.ofSeconds(10), Duration.ofSeconds(30)));
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
    assertThat(config.parked()).isEqualTo(2);
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

  /** Twenty-nine of them are strung together by hand in Config, where two are easily swapped. */
  @Test
  void every_setting_arrives_where_it_is_meant_to() throws Exception {
    Map<String, String> variables = new TreeMap<>();
    variables.put("LINGER_HOST", "127.0.0.2");
    variables.put("LINGER_PORT", "1");
    variables.put("LINGER_PATH", "/two");
    variables.put("LINGER_THREADS", "10");
    variables.put("LINGER_REDIS_URL", "redis://127.0.0.1:1");
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
    variables.put("LINGER_PUBLISH_BATCH", "22");
    variables.put("LINGER_PUBLISH_EVENT_LENGTH", "230");
    variables.put("LINGER_PUBLISH_BODY_BYTES", "2400");
    variables.put("LINGER_LOG_RECENT_EVENTS", "25");
    variables.put("LINGER_LOG_RECENT_BYTES", "260000");
    variables.put("LINGER_LOG_CHANNEL_EVENTS", "27");
    variables.put("LINGER_LOG_CHANNEL_AGE", "28s");
    variables.put("LINGER_LOG_ONCE_AGE", "29s");
    variables.put("LINGER_CLIENT_BODY_TIMEOUT", "300ms");
    variables.put("LINGER_CLIENT_READ_TIMEOUT", "310ms");
    variables.put("LINGER_DRAIN_TIME", "32s");
    variables.put("LINGER_DRAIN_PAUSE", "33s");
    assertThat(variables.size() + 1).as("and the mode").isEqualTo(Settings.ALL.size());
    Config config = Config.read(List.of(ConfigSource.environment(variables), DEV));
    assertThat(config.listen()).isEqualTo(new Config.Listen("127.0.0.2", 1, "/two", 10));
    var redis = config.redis().orElseThrow();
    assertThat(redis.url().hosts()).hasToString("[127.0.0.1:1]");
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
                Duration.ofSeconds(33)));
    assertThat(config.parked()).isEqualTo(21);
    assertThat(config.publish()).isEqualTo(new PublishLimits(22, 230));
    assertThat(config.publishBodyBytes()).isEqualTo(2400);
    assertThat(config.retention())
        .isEqualTo(new Retention(25, 260_000, 27, Duration.ofSeconds(28), Duration.ofSeconds(29)));
    assertThat(config.clients())
        .isEqualTo(new Config.Clients(Duration.ofMillis(300), Duration.ofMillis(310)));
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
