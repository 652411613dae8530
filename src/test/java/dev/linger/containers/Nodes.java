package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Http;
import dev.linger.support.NodeProcess;
import dev.linger.support.PrometheusText;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** What can be seen of a node in another process. */
final class Nodes {

  private static final Duration START = Duration.ofSeconds(60);

  private Nodes() {}

  static void awaitReady(NodeProcess node, Http http) {
    try {
      await()
          .atMost(START)
          .until(
              () -> {
                assertThat(node.isAlive()).as("it runs").isTrue();
                return statusOf(node, http) == 200;
              });
    } catch (ConditionTimeoutException | AssertionError e) {
      throw new AssertionError("it does not get ready:\n" + node.log(), e);
    }
  }

  /** How many polls are parked. Leaves no connection that a drain would wait for. */
  static int parked(NodeProcess node, Http http) throws IOException {
    return PrometheusText.parse(
            http.get(node.uri().resolve("metrics"), "Connection", "close").body())
        .get("linger_polls_parked")
        .samples()
        .get(Map.of())
        .intValue();
  }

  /** The status of the readiness page; 0 if there is no answer at all. */
  static int statusOf(NodeProcess node, Http http) {
    try {
      return http.get(node.uri().resolve("health/ready")).status();
    } catch (IOException e) {
      return 0;
    }
  }
}
