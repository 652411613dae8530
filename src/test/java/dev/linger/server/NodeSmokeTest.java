package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NodeSmokeTest {

  @Test
  void a_parked_poll_is_answered_with_what_another_node_published() throws Exception {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode a = TestNode.start("redis.url", redis.url());
        TestNode b = TestNode.start("redis.url", redis.url());
        Http http = new Http()) {
      await().until(() -> http.get(b.uri().resolve("health/ready")).status() == 200);
      URI poll = b.uri().resolve("poll");
      String cursor =
          http.post(poll, "{\"channels\":[\"thread:42\"]}").json().get("cursor").asText();
      CompletableFuture<Http.Reply> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return http.post(
                      poll, "{\"channels\":[\"thread:42\"],\"cursor\":\"" + cursor + "\"}");
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      await().until(() -> b.parked() == 1);
      Http.Reply published =
          http.post(
              a.uri().resolve("events"),
              "{\"channel\":\"thread:42\",\"data\":{\"type\":\"new_post\",\"threadId\":\"42\"}}");
      assertThat(published.status()).as(published.body()).isEqualTo(201);
      String id = published.json().get("ids").get(0).asText();
      assertThat(answer.get().json().get("events").get(0).get("id").asText()).isEqualTo(id);
    }
  }
}
