package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.Client;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the files in the WAR, production serves the client and nothing else. */
class ProductionFilesTest {

  private static final List<String> DEMO =
      List.of("", "index.html", "forum.js", "forum-page.js", "forum.css", "forum.svg");

  @TempDir private Path folder;
  private Path war;

  @BeforeEach
  void pack() throws IOException {
    war = folder.resolve("linger.war");
    try (OutputStream file = Files.newOutputStream(war);
        ZipOutputStream zip = new ZipOutputStream(file);
        var files = Files.list(Path.of("webapp"))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(each.getFileName().toString()));
        Files.copy(each, zip);
      }
    }
  }

  @Test
  void in_dev_mode_there_is_a_demo() throws Exception {
    try (TestNode node = TestNode.ofWar(war, "dev");
        Client client = new Client(node.uri())) {
      for (String path : DEMO) {
        assertThat(client.get(path).status()).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void in_production_there_is_none_but_the_client_and_the_endpoints_are_there() throws Exception {
    try (TestNode node = TestNode.ofWar(war, "production");
        Client client = new Client(node.uri())) {
      for (String path : DEMO) {
        assertThat(client.get(path).status()).as(path).isEqualTo(404);
        assertThat(client.get(path).code()).isEqualTo("not_found");
      }
      for (String path :
          List.of("linger.js/../forum.js", "./forum.js", "forum.js;/linger.js", "nothing")) {
        assertThat(client.get(path).status()).as(path).isGreaterThanOrEqualTo(400);
      }
      for (String path : List.of("linger.js", "linger.d.ts", "health/live", "cursor")) {
        assertThat(client.get(path).status()).as(path).isEqualTo(200);
      }
      assertThat(client.get("poll?channel=forum").status()).isEqualTo(403);
    }
  }
}
