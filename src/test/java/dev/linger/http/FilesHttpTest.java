package dev.linger.http;

import static dev.linger.http.HostileInputTest.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the WAR as the embedded server serves them, and what it has for everything else. */
class FilesHttpTest {

  @TempDir private static Path folder;

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    Path war = folder.resolve("files.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(war))) {
      for (String name :
          new String[] {
            "index.html",
            "a.js",
            "a.css",
            "a.svg",
            "a.d.ts",
            "a.bin",
            "WEB-INF/web.xml",
            "META-INF/MANIFEST.MF",
            "dev/linger/launch/Launcher.class"
          }) {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(("secret of " + name).getBytes(UTF_8));
      }
    }
    node = TestNode.serving(war);
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8",
    "/index.html, text/html;charset=utf-8",
    "/a.js, text/javascript;charset=utf-8",
    "/a.css, text/css;charset=utf-8",
    "/a.svg, image/svg+xml",
    "/a.d.ts, text/plain;charset=utf-8",
    "/a.bin, application/octet-stream"
  })
  void a_file_is_served_as_what_it_is(String path, String type) {
    Http.Reply reply = client.get(path.substring(1));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).startsWith("secret of ");
    assertThat(reply.headers())
        .containsEntry("content-type", type)
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("cache-control", "no-cache")
        .doesNotContainKey("server");
  }

  @Test
  void who_has_it_is_not_sent_it_again() {
    String tag = client.get("a.js").headers().get("etag");
    Http.Reply again = client.get("a.js", "If-None-Match", tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(client.get("a.js", "If-None-Match", "\"old\"").status()).isEqualTo(200);
    assertThat(client.send("HEAD", "a.js", null).headers()).containsEntry("content-length", "14");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/nothing.js",
        "/WEB-INF/web.xml",
        "/web-inf/web.xml",
        "/META-INF/MANIFEST.MF",
        "/dev/linger/launch/Launcher.class",
        "/dev/",
        "/WEB-INF",
        "/a.js/",
        "/./WEB-INF/web.xml",
        "/a.js%00",
        "/..%5cWEB-INF%5cweb.xml",
        "/%57EB-INF/web.xml",
        "/x/../WEB-INF/web.xml",
        "//WEB-INF/web.xml",
        "/WEB-INF;x/web.xml",
        "/%2e%2e/a.js",
        "/.a.js",
        "/a.js~"
      })
  void nothing_else_is_to_be_had(String path) throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      Http.Reply reply = raw.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").reply();
      assertThat(reply.status()).isIn(400, 404);
      assertThat(reply.body()).doesNotContain("secret", "jetty", "Jetty", "dev.linger", "\tat ");
      assertThat(reply.headers())
          .containsEntry("content-type", "application/problem+json")
          .containsEntry("x-content-type-options", "nosniff")
          .doesNotContainKeys("server", "x-powered-by");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void files_can_be_asked_for_and_nothing_else(String version) throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE", "TRACE", "FOO"}) {
      for (String path : new String[] {"/a.js", "/nothing", "/"}) {
        try (RawHttp raw = new RawHttp(node.uri())) {
          raw.send(method + " " + path + " " + version + "\r\nHost: a\r\nCookie: eChO\r\n");
          raw.send("Content-Length: 0\r\n\r\n");
          Http.Reply reply = raw.reply();
          assertProblem(reply, 405, "method_not_allowed");
          assertThat(reply.headers()).containsEntry("allow", "GET, HEAD, OPTIONS");
        }
      }
    }
  }
}
