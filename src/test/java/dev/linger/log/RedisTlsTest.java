package dev.linger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linger.support.Certificates;
import dev.linger.support.Certificates.Issued;
import dev.linger.support.RedisProcess;
import dev.linger.support.RedisUser;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A Redis that speaks TLS: who it says that it is must be true, and must be who was asked. */
class RedisTlsTest {

  @TempDir private static Path folder;

  private static final List<RedisProcess> SERVERS = new ArrayList<>();

  /** By the TLS port. */
  private static final Map<Integer, RedisProcess> BY_PORT = new HashMap<>();

  private static Certificates certificates;
  private static Path authority;
  private static int good;

  @BeforeAll
  static void start() {
    certificates = new Certificates(folder);
    Issued issued = certificates.issue("dns:localhost");
    // The authority alone, not the certificate of the server itself.
    authority =
        certificates.chainPem("ca.pem", new Issued(issued.key(), issued.chain().subList(1, 2)));
    good = serve("good", issued);
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(RedisProcess::close);
  }

  @Test
  void a_certificate_of_the_authority_in_the_file_is_accepted() {
    assertThat(ask("localhost", good, authority)).isEqualTo("PONG");
  }

  @Test
  void a_certificate_that_is_in_the_file_itself_is_accepted() {
    Issued own = new Certificates(folder).issue("dns:localhost");
    int port = serve("own", own);
    assertThat(ask("localhost", port, certificates.chainPem("own.pem", own))).isEqualTo("PONG");
  }

  @Test
  void a_certificate_of_another_authority_is_refused() {
    Issued other = new Certificates(folder).issue("dns:localhost");
    Path wrong =
        certificates.chainPem("other.pem", new Issued(other.key(), other.chain().subList(1, 2)));
    assertRefused("PKIX path", () -> ask("localhost", good, wrong));
  }

  @Test
  void a_certificate_with_another_name_is_refused() {
    assertRefused("No subject alternative", () -> ask("127.0.0.1", good, authority));
    int port = serve("name", certificates.issue("dns:redis.example,dns:localhost.example"));
    assertRefused("matching localhost", () -> ask("localhost", port, authority));
  }

  @Test
  void a_certificate_that_has_expired_or_is_not_valid_yet_is_refused() {
    Issued old = certificates.issue("dns:localhost", "-startdate", "-10d", "-validity", "5");
    int past = serve("past", old);
    assertRefused("NotAfter", () -> ask("localhost", past, authority));
    int future = serve("future", certificates.issue("dns:localhost", "-startdate", "+10d"));
    assertRefused("NotBefore", () -> ask("localhost", future, authority));
  }

  @Test
  void a_server_that_does_not_speak_tls_is_refused() {
    int cleartext = BY_PORT.get(good).port();
    assertThatThrownBy(() -> ask("localhost", cleartext, authority))
        .isInstanceOf(JedisConnectionException.class);
  }

  /** A user and a password go with it as they go without. */
  @Test
  void the_logs_user_is_known_over_tls() throws Exception {
    RedisProcess redis = BY_PORT.get(good);
    String url = redis.as(RedisUser.LOG).url().replace("redis://", "rediss://");
    RedisSettings settings =
        settings(url.replace("127.0.0.1:" + redis.port(), "localhost:" + good), authority);
    try (LogNode node = new LogNode(settings, Retention.DEFAULT).ready()) {
      node.publish(Drafts.some(Drafts.A, 1));
    }
  }

  /** What the JVM trusts is a setting of the whole JVM, so each case runs in one of its own. */
  @Test
  void without_a_file_it_is_the_jvm_that_trusts() throws Exception {
    Path trusted = certificates.trustStore("trusted.p12");
    assertThat(askElsewhere("localhost", trusted)).contains("answered");
    assertThat(askElsewhere("127.0.0.1", trusted))
        .contains("No subject alternative names")
        .doesNotContain("answered");
    assertThat(askElsewhere("localhost", null)).contains("PKIX").doesNotContain("answered");
  }

  /** Starts a Redis that shows a certificate; its port. */
  private static int serve(String name, Issued issued) {
    int port = RedisProcess.freePort();
    String chain = certificates.chainPem(name + "-cert.pem", issued).toString();
    RedisProcess redis =
        RedisProcess.embedded(
            "--tls-port",
            Integer.toString(port),
            "--tls-cert-file",
            chain,
            "--tls-key-file",
            certificates.keyPem(name + "-key.pem", issued).toString(),
            "--tls-ca-cert-file",
            chain,
            "--tls-auth-clients",
            "no");
    SERVERS.add(redis);
    BY_PORT.put(port, redis);
    return port;
  }

  private static RedisSettings settings(String url, Path trusted) {
    RedisSettings plain = LogNode.settings(url);
    return new RedisSettings(
        plain.url(),
        new RedisTrust(trusted),
        0,
        plain.replicaTimeout(),
        plain.connections(),
        plain.connectTimeout(),
        plain.timeout());
  }

  private static String ask(String host, int port, Path trusted) {
    try (RedisStore store = new RedisStore(settings("rediss://" + host + ":" + port, trusted))) {
      return store.open().ping();
    }
  }

  private static void assertRefused(String why, ThrowingCallable asking) {
    assertThatThrownBy(asking).satisfies(e -> assertThat(everything(e)).contains(why, "SSL"));
  }

  private static String everything(Throwable e) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      all.append(cause).append('\n');
      for (Throwable suppressed : cause.getSuppressed()) {
        all.append(everything(suppressed));
      }
    }
    return all.toString();
  }

  private static String askElsewhere(String host, Path trusted) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (trusted != null) {
      command.add("-Djavax.net.ssl.trustStore=" + trusted);
      command.add("-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Ask.class.getName(), "rediss://" + host + ":" + good));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs in a JVM of its own: asks for an answer, or says why there is none. */
  static final class Ask {

    private Ask() {}

    public static void main(String[] args) {
      try (RedisStore store = new RedisStore(LogNode.settings(args[0]))) {
        store.open().ping();
        System.out.println("answered");
      } catch (RuntimeException e) {
        System.out.println(everything(e));
      }
    }
  }
}
