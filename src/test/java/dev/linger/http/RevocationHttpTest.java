package dev.linger.http;

import static dev.linger.support.Client.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import dev.linger.support.StreamClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revoked on one node, ended on all. */
class RevocationHttpTest {

  /** What is promised, and then some for a busy machine: the test is not about the figure. */
  private static final Duration SOON = Duration.ofSeconds(6);

  private static RedisProcess redis;
  private static TestNode here;
  private static TestNode there;
  private static Client toHere;
  private static Client toThere;

  @BeforeAll
  static void start() {
    redis = RedisProcess.embedded();
    here = TestNode.start("redis.url", redis.url());
    there = TestNode.start("redis.url", redis.url());
    toHere = new Client(here.uri());
    toThere = new Client(there.uri());
    for (Client each : List.of(toHere, toThere)) {
      await().until(() -> each.get("health/ready").status() == 200);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    toHere.close();
    toThere.close();
    here.close();
    there.close();
    redis.close();
  }

  @Test
  void the_polls_of_a_revoked_user_end_on_all_nodes_with_401_and_nobody_elses() throws Exception {
    String cursor = toHere.cursor("revoked:1");
    CompletableFuture<Http.Reply> adaHere = poll(toHere, "7", cursor);
    CompletableFuture<Http.Reply> adaThere = poll(toThere, "7", cursor);
    CompletableFuture<Http.Reply> bo = poll(toThere, "8", cursor);
    await().until(() -> here.parked() == 1 && there.parked() == 2);

    long before = System.nanoTime();
    assertThat(revoke("{\"user\":\"7\"}").status()).isEqualTo(200);

    for (CompletableFuture<Http.Reply> ada : List.of(adaHere, adaThere)) {
      Http.Reply reply = ada.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.code()).isEqualTo("unauthorized");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
    assertThat(there.parked()).as("the other one waits on").isEqualTo(1);
    toHere.published("revoked:1", "{}");
    assertThat(bo.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void the_stream_of_a_revoked_user_says_so_and_ends() throws Exception {
    try (StreamClient stream =
        new StreamClient(there.uri(), "stream?channel=revoked:2", "Authorization", "Bearer 17")) {
      stream.frames(1);
      revoke("{\"user\":\"17\"}");
      StreamClient.Frame last = stream.frames(2).get(1);
      assertThat(last.fields().get("event")).isEqualTo("problem");
      assertThat(last.json().get("code").asText()).isEqualTo("unauthorized");
      await().until(stream::hasEnded);
    }
  }

  @Test
  void a_ticket_of_a_revoked_user_is_good_no_more() {
    Http.Reply ticket = toHere.send("POST", "ticket", "", "Authorization", "Bearer 27");
    revoke("{\"user\":\"27\"}");
    Http.Reply reply =
        toHere.get("stream?channel=revoked:3&ticket=" + ticket.json().get("ticket").asText());
    assertThat(reply.status()).isEqualTo(401);
  }

  @Test
  void the_answer_says_until_when_it_holds() {
    long until = revoke("{\"user\":\"37\"}").json().get("until").asLong();
    long day = TimeUnit.DAYS.toMillis(1);
    assertThat(until).isCloseTo(System.currentTimeMillis() + day, within(60_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"user\":7}",
        "{\"user\":\"\"}",
        "{\"user\":\"a b\"}",
        "{\"user\":\"7\\n\"}",
        "{\"user\":\"*\"}",
        "{\"user\":null}",
        "{\"jti\":\"x\"}",
        "{\"user\":\"7\",\"jti\":\"\"}",
        "{\"user\":\"7\",\"jti\":7}",
        "{\"user\":\"7\",\"before\":-1}",
        "{\"user\":\"7\",\"before\":1e300}",
        "{\"user\":\"7\",\"before\":\"now\"}",
        "{\"user\":\"7\",\"users\":[]}"
      })
  void what_does_not_say_whom_is_refused(String body) {
    Http.Reply reply = revoke(body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
  }

  private static CompletableFuture<Http.Reply> poll(Client client, String user, String cursor) {
    return client.pollLater(after(cursor, 30, "revoked:1"), "Authorization", "Bearer " + user);
  }

  private static Http.Reply revoke(String body) {
    return toHere.send("POST", "revocations", body);
  }
}
