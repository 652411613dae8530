package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Certificates;
import dev.linger.support.Certificates.Issued;
import dev.linger.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keystores that can't be served with: told at the start, survived while the node runs. */
class TlsMistakesTest {

  @TempDir private static Path folder;

  private static Certificates certificates;
  private static Issued issued;
  private static Path keystore;
  private static Path password;

  @BeforeAll
  static void certify() {
    certificates = new Certificates(folder);
    issued = certificates.issue("dns:localhost");
    keystore = certificates.keystore("good.p12", issued);
    password = certificates.passwordFile("password", Certificates.PASSWORD);
  }

  @Test
  void one_without_the_other_is_told() {
    assertThat(problems("LINGER_TLS_KEYSTORE", keystore.toString()))
        .containsExactly("LINGER_TLS_KEYSTORE and LINGER_TLS_PASSWORD_FILE: both are needed");
    assertThat(problems("LINGER_TLS_PASSWORD_FILE", password.toString())).hasSize(1);
  }

  @Test
  void files_that_are_not_there_are_told_together_with_everything_else() {
    assertThat(
            problems(
                "LINGER_PORT", "x",
                "LINGER_TLS_KEYSTORE", "/no/such/file",
                "LINGER_TLS_PASSWORD_FILE", "/nor/this"))
        .anyMatch(problem -> problem.startsWith("LINGER_PORT=x: "))
        .anyMatch(problem -> problem.startsWith("LINGER_TLS_KEYSTORE=/no/such/file: no file"))
        .anyMatch(problem -> problem.startsWith("LINGER_TLS_PASSWORD_FILE=…: "))
        .noneMatch(problem -> problem.contains("/nor/this"));
  }

  @Test
  void a_password_where_its_file_was_asked_for_is_not_repeated() {
    assertThat(
            problems(
                "LINGER_TLS_KEYSTORE",
                keystore.toString(),
                "LINGER_TLS_PASSWORD_FILE",
                Certificates.PASSWORD))
        .isNotEmpty()
        .noneMatch(problem -> problem.contains(Certificates.PASSWORD));
  }

  @Test
  void a_wrong_password_is_told_and_not_shown() {
    Path wrong = certificates.passwordFile("wrong", "hunter-2-7f");
    assertThat(told(keystore, wrong))
        .contains("the password does not open it")
        .doesNotContain("hunter-2-7f");
  }

  @Test
  void what_is_no_keystore_is_told() throws Exception {
    assertThat(told(password, password)).contains("not a keystore");
    assertThat(told(certificates.chainPem("cert.pem", issued), password))
        .contains("not a keystore");
    assertThat(told(folder, password)).contains("can't be read");
    Path half = folder.resolve("half.p12");
    byte[] whole = Files.readAllBytes(keystore);
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    assertThat(told(half, password)).contains("not a keystore");
    Files.write(half, new byte[2 << 20]);
    assertThat(told(half, password)).contains("too large");
  }

  @Test
  void a_keystore_without_a_key_or_with_another_one_is_told() {
    assertThat(told(certificates.trustStore("trust.p12"), password)).contains("no private key");
    Issued mixed = new Issued(certificates.issue("dns:other").key(), issued.chain());
    assertThat(told(certificates.keystore("mixed.p12", mixed), password))
        .contains("not that of CN=");
  }

  @Test
  void a_good_one_is_accepted_and_nothing_that_is_printed_has_the_password() throws Exception {
    Config config =
        Config.read(
            sources(
                "LINGER_TLS_KEYSTORE", "" + keystore, "LINGER_TLS_PASSWORD_FILE", "" + password));
    Keystore read = config.listen().keystore().orElseThrow();
    assertThat(List.of(config.toString(), read.toString(), read.open().toString()))
        .noneMatch(text -> text.contains(Certificates.PASSWORD));
  }

  @Test
  void a_bad_keystore_while_it_runs_changes_nothing_and_is_said_once() throws Exception {
    Path file = certificates.keystore("replaced.p12", issued);
    try (LogLines log = new LogLines();
        TestNode node =
            TestNode.start("tls.keystore", file.toString(), "tls.password-file", "" + password)) {
      byte[] good = Files.readAllBytes(file);
      for (byte[] bad : List.of(new byte[0], Arrays.copyOf(good, good.length - 9))) {
        log.lines().clear();
        Files.write(file, bad);
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> log.complaints().stream().anyMatch(line -> line.contains("as before")));
        assertThat(isServing(node)).isTrue();
      }
      Files.delete(file);
      await().atMost(Duration.ofSeconds(20)).until(() -> log.complaints().size() == 2);
      assertThat(isServing(node)).isTrue();
      assertThat(log.complaints()).noneMatch(line -> line.contains("\tat "));

      certificates.keystore("replaced.p12", issued);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> log.lines().stream().anyMatch(line -> line.contains("serving TLS with CN=")));
      assertThat(isServing(node)).isTrue();
      assertThat(log.complaints()).as("each once").hasSize(2);
    }
  }

  @Test
  void a_certificate_that_has_expired_is_served_and_complained_of() throws Exception {
    Issued old = certificates.issue("dns:localhost", "-startdate", "-10d", "-validity", "5");
    try (LogLines log = new LogLines();
        TestNode node =
            TestNode.start(
                "tls.keystore",
                certificates.keystore("old.p12", old).toString(),
                "tls.password-file",
                password.toString())) {
      assertThat(node.uri().getPort()).isPositive();
      assertThat(log.complaints())
          .singleElement()
          .asString()
          .contains("clients will refuse a certificate");
    }
  }

  private static boolean isServing(TestNode node) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .trusting()
                .getSocketFactory()
                .createSocket("localhost", node.uri().getPort())) {
      socket.startHandshake();
      return socket.getSession().isValid();
    }
  }

  private static String told(Path file, Path secret) {
    List<String> problems =
        problems("LINGER_TLS_KEYSTORE", "" + file, "LINGER_TLS_PASSWORD_FILE", "" + secret);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).startsWith("LINGER_TLS_KEYSTORE=" + file + ": ");
    return problems.get(0);
  }

  private static List<String> problems(String... variables) {
    try {
      Config.read(sources(variables));
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  private static List<ConfigSource> sources(String... variables) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    return List.of(
        ConfigSource.environment(all), ConfigSource.defaults(Map.of("linger.mode", "dev")));
  }
}
