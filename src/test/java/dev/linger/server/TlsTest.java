package dev.linger.server;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.linger.support.Certificates;
import dev.linger.support.LogLines;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded server over TLS, spoken to over real sockets. */
class TlsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String KEYSTORE = "server.p12";

  @TempDir private static Path folder;

  private static Certificates certificates;
  private static Certificates.Issued issued;

  private LogLines log;
  private TestNode node;

  @BeforeAll
  static void certify() {
    certificates = new Certificates(folder);
    issued = certificates.issue("dns:localhost,ip:127.0.0.1");
  }

  @BeforeEach
  void start() {
    log = new LogLines();
    node =
        TestNode.start(
            "tls.keystore", certificates.keystore(KEYSTORE, issued).toString(),
            "tls.password-file", password().toString(),
            "drain.time", "200ms");
  }

  @AfterEach
  void nobody_complained_and_no_password_was_said() {
    node.close();
    assertThat(log.lines()).noneMatch(line -> line.contains(Certificates.PASSWORD));
    assertThat(log.complaints()).isEmpty();
    log.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_poll_is_parked_and_answered_over_either_protocol(Version version) throws Exception {
    HttpClient client = client(version);
    String cursor = cursor(client);
    var parked = later(client, "poll", after(cursor, 20, "a"));
    await().until(() -> node.parked() == 1);

    assertThat(now(client, "events", "{\"channel\":\"a\",\"data\":{}}").statusCode())
        .isEqualTo(201);

    HttpResponse<String> answer = parked.get(10, TimeUnit.SECONDS);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).get("events")).hasSize(1);
    assertThat(answer.headers().map())
        .containsKey("content-length")
        .doesNotContainKeys("server", "strict-transport-security");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_client_that_chooses_no_protocol_is_spoken_to_in_http_1_1(String version) throws Exception {
    try (SSLSocket socket = socket("localhost")) {
      socket.setEnabledProtocols(new String[] {version});
      assertThat(statusOf(socket, "localhost")).startsWith("HTTP/1.1 200");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(socket.getSession().getCipherSuite()).containsAnyOf("ECDHE", "TLS_AES");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http/1.1, http/1.1",
    "http/1.1+h2, h2",
    "h2+http/1.1, h2",
    "spdy/3+http/1.1, http/1.1"
  })
  void it_is_the_newest_that_the_client_knows(String offered, String chosen) throws Exception {
    try (SSLSocket socket = socket("localhost")) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered.split("\\+", -1));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo(chosen);
      if (chosen.equals("http/1.1")) {
        assertThat(statusOf(socket, "localhost")).startsWith("HTTP/1.1 200");
      }
    }
  }

  /** Every name leads to the same application; monitoring often knows the address only. */
  @Test
  void it_does_not_matter_by_which_name_it_is_asked() throws Exception {
    try (SSLSocket socket = socket("127.0.0.1")) {
      assertThat(statusOf(socket, "else.localhost")).startsWith("HTTP/1.1 200");
    }
  }

  /** A JDK does not let us say it with its own client, so the bytes are ours. */
  @ParameterizedTest
  @ValueSource(strings = {"0300", "0301", "0302"})
  void versions_before_1_2_are_refused_by_an_alert(String version) throws Exception {
    String hello = version + "00".repeat(32) + "00" + "0004" + "c013" + "002f" + "0100" + "0000";
    String record = "01" + "0000%02x".formatted(hello.length() / 2) + hello;
    byte[] sent =
        HexFormat.of().parseHex("16" + "0301" + "%04x".formatted(record.length() / 2) + record);
    try (Socket socket = plain()) {
      socket.getOutputStream().write(sent);
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u00ff",
        "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
      })
  void what_is_not_tls_is_cut_off(String bytes) throws Exception {
    try (Socket socket = plain()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      byte[] said = socket.getInputStream().readAllBytes();
      assertThat(said.length).as("an alert and a goodbye at the most").isLessThanOrEqualTo(14);
    }
    assertThat(cursor(client(Version.HTTP_2))).isNotEmpty();
  }

  @Test
  void a_client_can_not_make_it_shake_hands_again_and_again() throws Exception {
    try (SSLSocket socket = socket("localhost")) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      socket.startHandshake();
      assertThat(statusOf(socket, "localhost")).isEmpty();
    } catch (IOException e) {
      assertThat(e).as("the end of the connection").isNotNull();
    }
  }

  @Test
  void a_new_certificate_is_seen_by_who_comes_and_not_by_who_is_parked() throws Exception {
    HttpClient http1 = client(Version.HTTP_1_1);
    HttpClient http2 = client(Version.HTTP_2);
    String cursor = cursor(http1);
    var parked =
        List.of(
            later(http1, "poll", after(cursor, 50, "a")),
            later(http2, "poll", after(cursor, 50, "a")));
    await().until(() -> node.parked() == 2);
    assertThat(serial()).isEqualTo(serial(issued));
    Certificates.Issued renewed = certificates.issue("dns:localhost,ip:127.0.0.1");

    certificates.keystore(KEYSTORE, renewed);

    await().atMost(Duration.ofSeconds(20)).until(() -> serial().equals(serial(renewed)));
    assertThat(parked).noneMatch(CompletableFuture::isDone);
    now(client(Version.HTTP_2), "events", "{\"channel\":\"a\",\"data\":{}}");
    for (var each : parked) {
      assertThat(json(each.get(10, TimeUnit.SECONDS)).get("events")).hasSize(1);
    }
    assertThat(log.lines()).filteredOn(line -> line.contains("serving TLS with CN=")).hasSize(2);
  }

  @Test
  void parked_polls_are_answered_in_a_drain() throws Exception {
    HttpClient http1 = client(Version.HTTP_1_1);
    HttpClient http2 = client(Version.HTTP_2);
    String cursor = cursor(http1);
    var parked =
        List.of(
            later(http1, "poll", after(cursor, 50, "a")),
            later(http1, "poll", after(cursor, 50, "a")),
            later(http2, "poll", after(cursor, 50, "a")),
            later(http2, "poll", after(cursor, 50, "a")));
    await().until(() -> node.parked() == 4);

    node.close();

    for (var each : parked) {
      JsonNode answer = json(each.get(1, TimeUnit.SECONDS));
      assertThat(answer.get("cursor").asText()).isEqualTo(cursor);
      assertThat(answer.get("advice").has("pause")).isTrue();
    }
  }

  static Path password() {
    return certificates.passwordFile("password", Certificates.PASSWORD);
  }

  private HttpClient client(Version version) {
    return HttpClient.newBuilder().sslContext(certificates.trusting()).version(version).build();
  }

  private CompletableFuture<HttpResponse<String>> later(
      HttpClient client, String path, String json) {
    URI uri = URI.create("https://localhost:" + node.uri().getPort() + "/" + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> now(HttpClient client, String path, String json) throws Exception {
    return later(client, path, json).get(10, TimeUnit.SECONDS);
  }

  private String cursor(HttpClient client) throws Exception {
    return json(now(client, "poll", "{\"channels\":[\"a\"]}")).get("cursor").asText();
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return MAPPER.readTree(answer.body());
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.uri().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private SSLSocket socket(String host) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificates.trusting().getSocketFactory().createSocket(host, node.uri().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String statusOf(SSLSocket socket, String host) throws IOException {
    String request = "GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** The number of the certificate that a new connection gets. */
  private BigInteger serial() throws IOException {
    try (SSLSocket socket = socket("localhost")) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  private static BigInteger serial(Certificates.Issued issued) {
    return ((X509Certificate) issued.chain().get(0)).getSerialNumber();
  }
}
