package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /threads/{id}.html}: following a thread without script. */
class ThreadPageHttpTest {

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void the_page_shows_the_posts_as_they_are_by_now_the_newest_first() {
    publish(
        1,
        "{\"type\":\"new_post\",\"post\":{\"id\":1,\"author\":{\"name\":\"Ada\"},\"text\":\"one\"}}");
    publish(
        1,
        "{\"type\":\"new_post\",\"post\":{\"id\":2,\"author\":{\"name\":\"Bo\"},\"text\":\"two\"}}");
    publish(
        1, "{\"type\":\"new_post\",\"post\":{\"id\":3,\"author\":\"Cy\",\"content\":\"three\"}}");
    publish(1, "{\"type\":\"post_updated\",\"post\":{\"id\":1,\"text\":\"one, mended\"}}");
    publish(1, "{\"type\":\"post_deleted\",\"postId\":2}");
    publish(1, "{\"type\":\"post_liked\",\"postId\":1,\"likes\":4}");

    Http.Reply page = client.get("threads/1.html");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers()).containsEntry("content-type", "text/html;charset=utf-8");
    assertThat(page.body())
        .contains(
            "<h1>Thread 1</h1>", "<b>Ada</b>", "one, mended", "edited, liked by 4", "<b>Cy</b>")
        .doesNotContain("two", "<p>one</p>");
    assertThat(page.body().indexOf("three")).isLessThan(page.body().indexOf("one, mended"));
  }

  @Test
  void its_reload_is_a_poll_that_is_parked_until_there_is_something_new() throws Exception {
    String refresh = client.get("threads/2.html").headers().getOrDefault("refresh", "");
    assertThat(refresh).matches("2; url=2\\.html\\?cursor=\\S+");
    String next = "threads/" + refresh.substring(refresh.indexOf('=') + 1);
    CompletableFuture<Http.Reply> reload = CompletableFuture.supplyAsync(() -> client.get(next));
    await().until(() -> node.parked() == 1);

    publish(2, "{\"type\":\"new_post\",\"post\":{\"id\":1,\"text\":\"here I am\"}}");

    assertThat(reload.get().body()).contains("here I am");
    assertThat(reload.get().headers().get("refresh"))
        .startsWith("2; url=2.html")
        .isNotEqualTo(refresh);
  }

  @Test
  void a_hold_that_the_reader_chose_is_kept_from_load_to_load() {
    Http.Reply page = client.get("threads/3.html?hold=8");
    assertThat(page.headers().get("refresh")).endsWith("&hold=8.0");
  }

  @Test
  void a_cursor_of_another_log_shows_the_page_as_it_is() {
    String foreign = foreign(client.cursor("thread:4"));
    publish(4, "{\"type\":\"new_post\",\"post\":{\"id\":1,\"text\":\"still here\"}}");
    assertThat(client.get("threads/4.html?cursor=" + foreign).body()).contains("still here");
  }

  @Test
  void what_users_write_is_text_and_nothing_else() {
    publish(
        5,
        "{\"type\":\"new_post\",\"post\":{\"id\":1,\"author\":{\"name\":\"<img src=x onerror=alert(1)>\"},"
            + "\"text\":\"<script>alert('1')</script>\\n\\n\\\"quoted\\\" & more\"}}");
    publish(5, "{\"type\":\"<b>odd</b>\",\"post\":[1,2],\"author\":{\"name\":{}}}");
    publish(5, "{\"type\":\"new_post\",\"post\":\"nothing\"}");
    publish(5, "{\"type\":7}");
    Http.Reply page = client.get("threads/5.html");

    assertThat(page.body())
        .contains(
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;", "&quot;quoted&quot; &amp; more")
        .doesNotContain("<script", "<img", "<b>odd");
    assertThat(page.headers().get("content-security-policy")).startsWith("default-src 'none'");
  }

  @Test
  void what_is_true_for_a_moment_only_is_not_on_the_page() {
    publish(6, "{\"type\":\"read\",\"postId\":1}");
    assertThat(client.get("threads/6.html").body()).contains("Nobody has written here lately.");
  }

  @Test
  void a_post_without_an_id_is_one_of_its_own() {
    for (String text : new String[] {"first", "second", "third"}) {
      publish(8, "{\"type\":\"new_post\",\"post\":{\"text\":\"" + text + "\"}}");
    }
    assertThat(client.get("threads/8.html").body()).contains("first", "second", "third");
  }

  @Test
  void what_an_update_does_not_say_stays_and_what_was_deleted_does_not_come_back() {
    publish(9, "{\"type\":\"new_post\",\"post\":{\"id\":1,\"text\":\"keep me\"}}");
    publish(9, "{\"type\":\"new_post\",\"post\":{\"id\":2,\"text\":\"gone\"}}");
    publish(9, "{\"type\":\"post_updated\",\"post\":{\"id\":1,\"pinned\":true}}");
    publish(9, "{\"type\":\"post_deleted\",\"postId\":2}");
    publish(9, "{\"type\":\"post_updated\",\"post\":{\"id\":2,\"text\":\"back\"}}");
    publish(9, "{\"type\":\"post_updated\",\"post\":{\"id\":3,\"text\":\"an old one\"}}");
    publish(9, "{\"type\":\"post_updated\",\"post\":{\"id\":4}}");
    assertThat(client.get("threads/9.html").body())
        .contains("keep me", "an old one")
        .doesNotContain("gone", "back");
  }

  @Test
  void readers_do_not_empty_the_page_and_do_not_reload_it() throws Exception {
    publish(10, "{\"type\":\"new_post\",\"post\":{\"id\":1,\"text\":\"read by many\"}}");
    for (int reader = 0; reader < 150; reader++) {
      publish(10, "{\"type\":\"read\",\"postId\":1,\"userId\":" + reader + "}");
    }
    Http.Reply page = client.get("threads/10.html");
    assertThat(page.body()).contains("read by many");

    String refresh = page.headers().getOrDefault("refresh", "");
    String next = "threads/" + refresh.substring(refresh.indexOf('=') + 1);
    CompletableFuture<Http.Reply> reload = CompletableFuture.supplyAsync(() -> client.get(next));
    await().until(() -> node.parked() == 1);
    publish(10, "{\"type\":\"user_typing\",\"userId\":7}");
    publish(10, "{\"type\":\"read\",\"postId\":1,\"userId\":7}");
    // They have been heard when what was published after them in another channel is.
    assertThat(client.poll(Client.after(client.cursor("thread:10"), 0, "thread:10")).status())
        .isEqualTo(200);
    assertThat(reload).isNotDone();
    publish(10, "{\"type\":\"new_post\",\"post\":{\"id\":2,\"text\":\"news\"}}");
    assertThat(reload.get().body()).contains("news", "read by many");
  }

  @Test
  void there_are_no_other_pages() {
    assertThat(client.get("threads/").status()).isEqualTo(404);
    assertThat(client.get("threads").status()).isEqualTo(404);
    assertThat(client.get("threads/7").status()).isEqualTo(404);
    assertThat(client.get("threads/.html").status()).isEqualTo(404);
    assertThat(client.get("threads/%3Cb%3E.html").code()).isEqualTo("invalid_channel");
    assertThat(client.get("threads/1.html?cursor=nonsense").code()).isEqualTo("invalid_cursor");
    assertThat(client.send("POST", "threads/1.html", "{}").status()).isEqualTo(405);
  }

  private static void publish(int thread, String data) {
    client.published("thread:" + thread, data);
  }

  private static String foreign(String cursor) {
    return new Cursor(new Epoch("another"), Cursor.parse(cursor).position()).text();
  }
}
