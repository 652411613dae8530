package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RedisProcess;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A client that keeps its cursor as long as a page, and no longer. */
class ResumeHttpTest {

  @AutoClose private static final TestNode node = TestNode.start();
  @AutoClose private static final Client client = new Client(node.uri());

  @Test
  void a_page_that_is_loaded_again_goes_on_where_the_last_proven_poll_was() {
    String first = Client.cursorOf(poll("board:1", ""));
    String one = client.published("board:1", "{}");
    String got = Client.cursorOf(poll("board:1", cursor(first)));
    String two = client.published("board:1", "{}");

    assertThat(Client.ids(poll("board:1", "")))
        .as("the answer with the first was never confirmed")
        .containsExactly(one, two);
    poll("board:1", cursor(got));
    assertThat(Client.ids(poll("board:1", ""))).containsExactly(two);
  }

  @Test
  void without_anything_new_the_answer_to_a_page_load_comes_at_once() {
    String first = Client.cursorOf(poll("board:2", ""));
    Http.Reply again = client.poll(body("board:2", ",\"hold\":50,\"last\":5"));
    assertThat(Client.ids(again)).isEmpty();
    assertThat(Client.cursorOf(again)).isEqualTo(first);
  }

  @Test
  void by_get_and_as_a_stream_it_is_the_same() throws IOException {
    String query = "?channel=board:3&resume=tablet";
    String first = Client.cursorOf(client.get("poll" + query, "Authorization", "Bearer 9"));
    String one = client.published("board:3", "{}");
    assertThat(Client.ids(client.get("poll" + query, "Authorization", "Bearer 9")))
        .containsExactly(one);
    try (StreamClient stream =
        new StreamClient(node.uri(), "stream" + query, "Authorization", "Bearer 9")) {
      stream.frames(1);
      assertThat(stream.eventIds()).containsExactly(one);
      String id = stream.frames(1).get(0).id();
      try (StreamClient resumed =
          new StreamClient(
              node.uri(), "stream" + query, "Authorization", "Bearer 9", "Last-Event-ID", id)) {
        resumed.frames(1);
        assertThat(resumed.eventIds()).isEmpty();
      }
    }
    assertThat(Client.ids(client.get("poll" + query, "Authorization", "Bearer 9"))).isEmpty();
    assertThat(first).isNotEmpty();
  }

  @Test
  void what_is_wrong_with_a_key_is_said() {
    assertThat(client.poll("{\"channels\":[\"board:4\"],\"resume\":\"x\"}").status())
        .isEqualTo(401);
    assertThat(client.poll("{\"channels\":[\"a\"],\"token\":\"7\",\"resume\":\"\"}").code())
        .isEqualTo("invalid_resume");
    assertThat(
            client
                .poll(
                    "{\"channels\":[\"a\"],\"token\":\"7\",\"resume\":\"" + "x".repeat(65) + "\"}")
                .code())
        .isEqualTo("invalid_resume");
    assertThat(client.poll("{\"channels\":[\"a\"],\"token\":\"7\",\"resume\":7}").code())
        .isEqualTo("invalid_field");
    assertThat(client.poll("{\"channels\":[\"a\"],\"token\":\"a b\",\"resume\":\"x\"}").code())
        .isEqualTo("invalid_channel");
  }

  @Test
  void another_node_goes_on_where_this_one_was() throws IOException {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode a = TestNode.start("redis.url", redis.url());
        TestNode b = TestNode.start("redis.url", redis.url());
        Client atA = new Client(a.uri());
        Client atB = new Client(b.uri())) {
      String body = body("board:5", "");
      await().ignoreExceptions().until(() -> atA.poll(body).status() == 200);
      await().ignoreExceptions().until(() -> atB.get("health/ready").status() == 200);
      String one = atA.published("board:5", "{}");
      // What another node has stored is here when the tail has brought it.
      await().untilAsserted(() -> assertThat(Client.ids(atB.poll(body))).containsExactly(one));
      String got = Client.cursorOf(atB.poll(body));
      atB.poll(body("board:5", cursor(got)));
      await().atMost(Duration.ofSeconds(10)).until(() -> Client.ids(atA.poll(body)).isEmpty());
    }
  }

  private static Http.Reply poll(String channel, String more) {
    return client.poll(body(channel, more));
  }

  private static String cursor(String cursor) {
    return ",\"hold\":0,\"cursor\":\"" + cursor + "\"";
  }

  private static String body(String channel, String more) {
    String user = channel.replace(':', '-');
    return "{\"channels\":[\"%s\"],\"token\":\"%s\",\"resume\":\"phone\"%s}"
        .formatted(channel, user, more);
  }
}
