package dev.linger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis that speaks TLS. What is trusted is a setting of the whole JVM, so each case runs in one
 * of its own.
 */
class RedisTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path folder;

  private static RedisProcess redis;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    certify();
    port = RedisProcess.freePort();
    redis =
        RedisProcess.embedded(
            "--tls-port",
            Integer.toString(port),
            "--tls-cert-file",
            folder.resolve("cert.pem").toString(),
            "--tls-key-file",
            folder.resolve("key.pem").toString(),
            "--tls-ca-cert-file",
            folder.resolve("cert.pem").toString(),
            "--tls-auth-clients",
            "no");
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void a_certificate_that_is_trusted_and_bears_the_name_is_accepted() throws Exception {
    assertThat(ask("localhost", true)).contains("answered");
  }

  @Test
  void a_certificate_of_somebody_unknown_is_refused() throws Exception {
    assertThat(ask("localhost", false)).contains("PKIX").doesNotContain("answered");
  }

  @Test
  void a_certificate_with_another_name_is_refused() throws Exception {
    assertThat(ask("127.0.0.1", true))
        .contains("No subject alternative names")
        .doesNotContain("answered");
  }

  private static String ask(String host, boolean trusting) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (trusting) {
      command.add("-Djavax.net.ssl.trustStore=" + folder.resolve("trusted.p12"));
      command.add("-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Ask.class.getName(), "rediss://" + host + ":" + port));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void certify() throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    assumeTrue(Files.isExecutable(keytool), "no keytool");
    Path own = folder.resolve("own.p12");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                own.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance(own.toFile(), PASSWORD);
    pem("key.pem", "PRIVATE KEY", store.getKey("redis", PASSWORD).getEncoded());
    pem("cert.pem", "CERTIFICATE", store.getCertificate("redis").getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("redis", store.getCertificate("redis"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
      trusted.store(out, PASSWORD);
    }
  }

  private static void pem(String file, String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }

  /** Runs in a JVM of its own: asks for an answer, or says why there is none. */
  static final class Ask {

    private Ask() {}

    public static void main(String[] args) {
      RedisStore store = new RedisStore(LogNode.settings(args[0]));
      try {
        store.open().ping();
        System.out.println("answered");
      } catch (RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          System.out.println(cause);
          for (Throwable suppressed : cause.getSuppressed()) {
            System.out.println(suppressed + " " + suppressed.getCause());
          }
        }
      } finally {
        store.close();
      }
    }
  }
}
