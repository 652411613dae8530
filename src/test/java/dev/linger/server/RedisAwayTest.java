package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node whose Redis is not there when it starts. */
class RedisAwayTest {

  @Test
  void it_starts_is_live_and_not_ready_and_gets_ready_by_itself() throws Exception {
    try (RedisProcess redis = RedisProcess.embedded()) {
      redis.kill();
      try (TestNode node = TestNode.start("redis.url", redis.url());
          Http http = new Http()) {
        assertThat(http.get(node.uri().resolve("health/live")).status()).isEqualTo(200);
        Http.Reply red = http.get(node.uri().resolve("health/ready"));
        assertThat(red.status()).isEqualTo(503);
        assertThat(red.code()).isEqualTo("log_unavailable");
        assertThat(red.headers()).containsKey("retry-after");
        Http.Reply refused =
            http.post(node.uri().resolve("events"), "{\"channel\":\"a\",\"data\":{}}");
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);

        redis.start();
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> http.get(node.uri().resolve("health/ready")).status() == 200);
        Http.Reply published =
            http.post(node.uri().resolve("events"), "{\"channel\":\"a\",\"data\":{}}");
        assertThat(published.status()).as(published.body()).isEqualTo(201);
      }
    }
  }
}
