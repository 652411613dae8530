package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Container;
import dev.linger.support.Http;
import dev.linger.support.NodeProcess;
import dev.linger.support.ParkedPolls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The library jar inside somebody else's application, which has a web.xml of its own. */
class HostApplicationIT {

  /** As strict as can be: no fragments are looked at, so the listener is named here. */
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        <context-param>
          <param-name>linger.mode</param-name>
          <param-value>dev</param-value>
        </context-param>
        <listener>
          <listener-class>dev.linger.server.ContainerListener</listener-class>
        </listener>
      </web-app>
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"TOMCAT_11", "JETTY", "JETTY_ANNOTATIONS"})
  void it_serves_beside_what_is_there(Container container) throws Exception {
    try (NodeProcess node = NodeProcess.start(container, forum(), Map.of());
        Http http = new Http()) {
      Nodes.awaitReady(node, http);
      assertThat(http.get(node.uri().resolve("index.html")).body()).isEqualTo("the forum");
      try (ParkedPolls polls = new ParkedPolls(node.uri(), "thread:42", 1)) {
        await().until(() -> Nodes.parked(node) == 1);
        Http.Reply published =
            http.post(node.uri().resolve("events"), "{\"channel\":\"thread:42\",\"data\":{}}");
        assertThat(published.status()).as(published.body()).isEqualTo(201);
        assertThat(polls.replies(Duration.ofSeconds(5)).get(0).json().at("/events/0/id"))
            .isEqualTo(published.json().at("/ids/0"));
      }
      assertThat(http.send("PUT", node.uri().resolve("poll"), null).code())
          .isEqualTo("method_not_allowed");
      // What is not ours is left to the forum and its container.
      assertThat(http.get(node.uri().resolve("nothing")).headers().get("content-type"))
          .doesNotContain("problem+json");
      assertThat(node.log()).containsOnlyOnce("serving from memory").doesNotContain("Exception");
    }
  }

  private Path forum() throws IOException {
    Path war = folder.resolve("forum.war");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(war));
        ZipFile linger = new ZipFile(NodeProcess.WAR.toFile())) {
      add(out, "index.html", "the forum".getBytes(StandardCharsets.UTF_8));
      add(out, "WEB-INF/web.xml", WEB_XML.getBytes(StandardCharsets.UTF_8));
      Path library = NodeProcess.WAR.resolveSibling("linger-classes.jar");
      add(out, "WEB-INF/lib/linger-classes.jar", Files.readAllBytes(library));
      for (ZipEntry entry : Collections.list(linger.entries())) {
        String name = entry.getName();
        if (name.matches("WEB-INF/lib/(?!linger-).*[.]jar")) {
          try (InputStream in = linger.getInputStream(entry)) {
            add(out, name, in.readAllBytes());
          }
        }
      }
    }
    return war;
  }

  private static void add(ZipOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
