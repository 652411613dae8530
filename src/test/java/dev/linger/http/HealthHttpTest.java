package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HealthHttpTest {

  @Test
  void a_node_that_runs_is_live_and_ready() throws IOException {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      assertThat(client.get("health/live").body()).isEqualTo("{\"linger\":1,\"status\":\"live\"}");
      assertThat(client.get("health/ready").body())
          .isEqualTo("{\"linger\":1,\"status\":\"ready\"}");
    }
  }

  @Test
  void a_node_whose_keys_could_not_be_read_yet_is_live_and_not_ready() throws IOException {
    String away = "http://127.0.0.1:" + RedisProcess.freePort() + "/keys";
    try (TestNode node =
            TestNode.start(
                "mode",
                "production",
                "token.jwks",
                away,
                "token.issuer",
                "i",
                "token.audience",
                "a");
        Client client = new Client(node.uri())) {
      Http.Reply notReady = client.get("health/ready");

      assertThat(notReady.status()).isEqualTo(503);
      assertThat(notReady.code()).isEqualTo("no_keys");
      assertThat(notReady.headers()).containsKey("retry-after");
      assertThat(client.get("health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void there_is_nothing_else_under_health() throws IOException {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      for (String path : new String[] {"health", "health/", "health/live/", "health/Live"}) {
        Http.Reply reply = client.get(path);
        assertThat(reply.status()).as(path).isEqualTo(404);
        assertThat(reply.code()).as(path).isEqualTo("not_found");
      }
      assertThat(client.send("POST", "health/live", "{}").code()).isEqualTo("method_not_allowed");
      assertThat(client.send("POST", "health/live", "{}").headers())
          .containsEntry("allow", "GET, HEAD, OPTIONS");
    }
  }

  @Test
  void a_node_whose_log_is_away_is_live_and_not_ready_and_says_when_to_ask_again()
      throws IOException {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode node =
            TestNode.start(
                "redis.url",
                redis.url(),
                "redis.timeout",
                "200ms",
                "redis.connect-timeout",
                "200ms");
        Client client = new Client(node.uri())) {
      await().until(() -> client.get("health/ready").status() == 200);
      redis.kill();

      await().until(() -> client.get("health/ready").status() == 503);

      Http.Reply notReady = client.get("health/ready");
      assertThat(notReady.code()).isEqualTo("log_unavailable");
      assertThat(Integer.parseInt(notReady.headers().get("retry-after"))).isBetween(1, 5);
      assertThat(client.get("health/live").status()).isEqualTo(200);
      Http.Reply refused = client.publish("{\"channel\":\"a\",\"data\":{}}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("log_unavailable");
      assertThat(refused.headers()).containsKey("retry-after");
      redis.start();
      await().until(() -> client.get("health/ready").status() == 200);
    }
  }
}
