package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Container;
import dev.linger.support.Http;
import dev.linger.support.NodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In a container nobody is let in by default: whoever deploys it says which mode is meant. */
class RefusalIT {

  private static final String WHY = "Linger does not start: ";

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JAVA_JAR")
  void without_a_mode_nothing_is_served_and_the_log_says_why(Container container) throws Exception {
    try (NodeProcess node = NodeProcess.start(container, NodeProcess.WAR, Map.of());
        Http http = new Http()) {
      await()
          .atMost(Duration.ofSeconds(60))
          // WildFly answers before it has looked at what is deployed.
          .until(() -> !node.isAlive() || (hasSaidWhy(node) && answers(node, http)));
      assertThat(node.log())
          .contains(WHY, "LINGER_MODE=production: there is no access configuration")
          .doesNotContain("serving from");
      // The containers go on: Tomcat has nothing there, Jetty something that is unavailable.
      if (node.isAlive()) {
        for (String path : new String[] {"poll?channel=a", "health/live", ""}) {
          assertThat(http.get(node.uri().resolve(path)).status()).as(path).isIn(404, 503);
        }
        assertThat(node.threads()).doesNotContain("\"deadlines\"");
      }
    }
  }

  private static boolean hasSaidWhy(NodeProcess node) {
    return node.log().contains(WHY);
  }

  private static boolean answers(NodeProcess node, Http http) {
    try {
      return http.get(node.uri()).status() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
