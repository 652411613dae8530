package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.support.Container;
import dev.linger.support.Http;
import dev.linger.support.Mint;
import dev.linger.support.NodeProcess;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Production mode in every container: tokens count, and of the WAR's files only the client is
 * there.
 */
class ProductionIT {

  @ParameterizedTest
  @EnumSource
  void who_has_a_token_is_let_in_and_nobody_finds_a_demo(Container container) throws Exception {
    Map<String, String> production =
        Map.of(
            "LINGER_MODE", "production", "LINGER_TOKEN_SECRET_FILE", Mint.secretFile().toString());
    try (NodeProcess node = NodeProcess.start(container, NodeProcess.WAR, production);
        Http http = new Http()) {
      Nodes.awaitReady(node, http);
      URI poll = node.uri().resolve("poll?channel=forum");
      String bearer = "Bearer " + Mint.ofSecret().user("7", "");
      assertThat(http.get(poll, "Authorization", bearer).status()).isEqualTo(200);
      assertThat(http.get(poll, "Authorization", bearer + "x").status()).isEqualTo(401);
      assertThat(http.get(poll).status()).isEqualTo(403);
      for (String hidden :
          List.of(
              "",
              "index.html",
              "forum.js",
              "forum-page.js",
              "forum.css",
              "linger.js/../forum.js",
              "forum.js;/linger.js",
              "%66orum.js",
              "problem",
              "dev/linger/launch/Launcher.class")) {
        assertThat(http.get(node.uri().resolve(hidden)).status())
            .as("%s in %s", hidden, container)
            .isGreaterThanOrEqualTo(400);
      }
      for (String shown : List.of("linger.js", "linger.d.ts", "cursor", "health/live")) {
        assertThat(http.get(node.uri().resolve(shown)).status()).as(shown).isEqualTo(200);
      }
      assertThat(node.log()).contains("production: who has a token").doesNotContain("dev mode");
    }
  }
}
