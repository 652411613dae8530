package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.linger.support.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set wrongly, and how that is told. */
class ConfigMistakesTest {

  private static final ConfigSource DEV = ConfigSource.defaults(Map.of("linger.mode", "dev"));

  @Test
  void everything_that_is_wrong_is_told_at_once_with_its_value_and_what_is_allowed() {
    assertThat(
            problems(
                "LINGER_PORT", "80800",
                "LINGER_POLL_HOLD", "25",
                "LINGER_PATH", "linger/",
                "LINGER_LOG_RECENT_BYTES", "64M",
                "LINGER_MODE", "Dev"))
        .containsExactlyInAnyOrder(
            "LINGER_PORT=80800: out of range; allowed: 0 to 65535",
            "LINGER_POLL_HOLD=25: a duration is a number with ms, s, m, h or d; allowed: 0s to 10m",
            "LINGER_PATH=linger/: a path of plain names is needed; allowed: / or /name/…",
            "LINGER_LOG_RECENT_BYTES=64M: a whole number is needed;"
                + " allowed: 65536 to 8589934592 bytes",
            "LINGER_MODE=Dev: not one of them; allowed: dev or production",
            "LINGER_MODE=production: there is no access configuration, and without one nobody may be"
                + " let in; set LINGER_TOKEN_SECRET_FILE or LINGER_TOKEN_JWKS; inside an application"
                + " with a login of its own, set LINGER_LOGIN=true; to try things out on"
                + " this machine, set LINGER_MODE=dev");
  }

  @Test
  void an_unknown_variable_of_ours_is_wrong_and_the_nearest_is_named() {
    assertThat(problems("LINGER_REDIS_URI", "redis://:secret@127.0.0.1"))
        .containsExactly(
            "LINGER_REDIS_URI: unknown environment variable; the nearest is LINGER_REDIS_URL");
  }

  @Test
  void an_unknown_system_property_or_context_parameter_of_ours_is_wrong_too() {
    ConfigException wrong =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                Config.read(
                    List.of(
                        ConfigSource.systemProperties(Map.of("linger.pol.hold", "1s")),
                        ConfigSource.contextParameters(Map.of("linger.drain.tine", "1s")),
                        DEV)));
    assertThat(wrong.problems())
        .containsExactly(
            "linger.pol.hold: unknown system property; the nearest is linger.poll.hold",
            "linger.drain.tine: unknown context parameter; the nearest is linger.drain.time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://user:secret@host:port",
        "redis://user:secret@host:99999999",
        "redis://:sec/ret@host:6379/x",
        "redis://:p@secret@host:6379/x",
        "redis:user:secret@host",
        "host:6379?password=secret",
        "redis+sentinel://:secret@host:26379"
      })
  void a_password_is_never_shown_however_it_was_mistyped(String url) {
    ConfigException wrong =
        catchThrowableOfType(ConfigException.class, () -> read("LINGER_REDIS_URL", url));
    assertThat(wrong.problems()).hasSize(1);
    assertThat(wrong.getMessage())
        .contains("LINGER_REDIS_URL=", "host")
        .doesNotContain("secret", "ret@");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no such host"})
  void dev_mode_listens_on_no_other_than_a_loopback_address(String host) {
    assertThat(problems("LINGER_HOST", host))
        .singleElement()
        .asString()
        .startsWith("LINGER_HOST=" + host + ": ");
  }

  @Test
  void production_does_not_start_without_an_access_configuration() {
    assertThat(problems("LINGER_MODE", "production"))
        .singleElement()
        .asString()
        .contains("LINGER_MODE=production", "no access configuration");
  }

  @Test
  void production_is_what_holds_if_nobody_says_otherwise() {
    assertThatThrownBy(() -> Config.read(List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("LINGER_MODE=production");
  }

  @Test
  void a_bridge_needs_a_redis_and_names_that_can_be() {
    assertThat(problems("LINGER_BRIDGE_CHANNELS", "forum"))
        .singleElement()
        .asString()
        .contains("LINGER_REDIS_URL");
    assertThat(problems("LINGER_BRIDGE_CHANNELS", "a b")).hasSize(1);
    assertThat(problems("LINGER_BRIDGE_CHANNELS", "a,a")).hasSize(1);
    assertThat(problems("LINGER_BRIDGE_CHANNELS", "{linger}:bridge:marks")).hasSize(1);
    assertThat(problems("LINGER_BRIDGE_ROUTES", "mail")).hasSize(1);
    assertThat(problems("LINGER_BRIDGE_REDIS_URL", "redis://user:secret@host:port"))
        .singleElement()
        .asString()
        .doesNotContain("secret");
  }

  @Test
  void who_is_trusted_is_a_file_of_certificates_and_matters_over_tls_only(@TempDir Path folder)
      throws Exception {
    assertThat(problems("LINGER_REDIS_URL", "rediss://a", "LINGER_REDIS_CA_FILE", "/no/file"))
        .containsExactly(
            "LINGER_REDIS_CA_FILE=/no/file: no file that can be read;"
                + " allowed: a file of PEM certificates, or empty");
    String file = Files.writeString(folder.resolve("ca.pem"), "hello").toString();
    assertThat(problems("LINGER_REDIS_URL", "rediss://a", "LINGER_REDIS_CA_FILE", file)).hasSize(1);
    Files.writeString(folder.resolve("ca.pem"), "");
    assertThat(problems("LINGER_REDIS_URL", "rediss://a", "LINGER_REDIS_CA_FILE", file))
        .singleElement()
        .asString()
        .contains("no certificate in it");
    Certificates certificates = new Certificates(folder);
    file = certificates.chainPem("ca.pem", certificates.issue("dns:a")).toString();
    assertThat(problems("LINGER_REDIS_URL", "redis://a", "LINGER_REDIS_CA_FILE", file))
        .containsExactly("LINGER_REDIS_CA_FILE: no Redis is asked over TLS (rediss)");
    assertThat(problems("LINGER_REDIS_URL", "rediss://a", "LINGER_REDIS_CA_FILE", file)).isEmpty();
  }

  @Test
  void roles_need_a_login() {
    assertThat(problems("LINGER_LOGIN_ROLES", "moderator"))
        .containsExactly("LINGER_LOGIN_ROLES: needs LINGER_LOGIN=true");
    assertThat(problems("LINGER_LOGIN_ROLES", "a,,b", "LINGER_LOGIN", "true")).hasSize(1);
  }

  @Test
  void replicas_need_a_redis() {
    assertThat(problems("LINGER_REDIS_MIN_REPLICAS", "1"))
        .containsExactly("LINGER_REDIS_MIN_REPLICAS=1: needs LINGER_REDIS_URL");
  }

  @Test
  void a_hold_beyond_the_longest_is_not_cut_but_refused() {
    assertThat(problems("LINGER_POLL_HOLD", "60s"))
        .containsExactly(
            "LINGER_POLL_HOLD: longer than LINGER_POLL_MAX_HOLD, which caps it: 60.0s > 55.0s");
    assertThat(problems("LINGER_POLL_MAX_HOLD", "10s")).hasSize(1);
  }

  @Test
  void a_lease_that_ends_while_its_poll_is_held_is_refused() {
    assertThat(problems("LINGER_PRESENCE_LEASE", "55s"))
        .containsExactly(
            "LINGER_PRESENCE_LEASE: not longer than LINGER_POLL_MAX_HOLD, so that people would"
                + " leave while they wait: 55.0s <= 55.0s");
    assertThat(problems("LINGER_POLL_MAX_HOLD", "2m")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "LINGER_PORT, ''",
    "LINGER_PORT, -1",
    "LINGER_PORT, 8080.0",
    "LINGER_PORT, 0x50",
    "LINGER_PORT, 99999999999999999999",
    "LINGER_POLL_HOLD, ''",
    "LINGER_POLL_HOLD, -1s",
    "LINGER_POLL_HOLD, 1 s",
    "LINGER_POLL_HOLD, 11m",
    "LINGER_POLL_HOLD, 9999999999s",
    "LINGER_DRAIN_PAUSE, 0s",
    "LINGER_MODE, ''",
    "LINGER_HOST, ''",
    "LINGER_PATH, ''",
    "LINGER_PATH, /a/../b",
    "LINGER_PATH, /a/",
    "LINGER_ORIGINS, '*'",
    "LINGER_ORIGINS, 'https://forum.example/'",
    "LINGER_TRUSTED_PROXIES, proxy.example",
    "LINGER_LOGIN, yes",
    "LINGER_METRICS_FROM, localhost",
    "LINGER_METRICS_FROM, 10.0.0.1/8",
    "LINGER_METRICS_FROM, '10.0.0.0/8;::1'",
    "LINGER_REDIS_URL, http://127.0.0.1",
    "LINGER_REDIS_URL, '127.0.0.1:6379'"
  })
  void nothing_is_repaired(String variable, String text) {
    assertThat(problems(variable, text))
        .first()
        .asString()
        .startsWith(variable + "=" + text + ": ")
        .contains("; allowed: ");
  }

  private static Config read(String... variables) throws ConfigException {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      values.put(variables[i], variables[i + 1]);
    }
    return Config.read(List.of(ConfigSource.environment(values), DEV));
  }

  private static List<String> problems(String... variables) {
    try {
      read(variables);
      return new ArrayList<>();
    } catch (ConfigException e) {
      return e.problems();
    }
  }
}
