package dev.linger.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo forum in the engines of browsers that are old enough to trip over it. */
class BrowserForumTest {

  private static final String POSTS = "document.getElementById('posts').textContent";

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INTERNET_EXPLORER_8")
  void it_opens_without_an_error_shows_a_post_and_posts_one(Browser.Engine engine)
      throws Exception {
    Site site = new Site("");
    try (Browser browser = engine.launch(site);
        // A poll that is parked keeps the page's one thread from posting.
        TestNode node =
            TestNode.start("drain.time", "0s", "poll.hold", "3s", "poll.max-hold", "3s");
        Client client = new Client(node.uri())) {
      client.published("thread:42", post("a", "written before"));
      browser.open(node.uri() + "index.html?as=Ada");
      soon().until(() -> browser.read(POSTS).contains("written before"));

      client.published("thread:42", post("b", "written meanwhile"));
      soon().until(() -> browser.read(POSTS).contains("written meanwhile"));

      browser.read(
          "(document.getElementById('text').value='written here',"
              + "document.getElementById('send').click(),'')");
      soon()
          .until(
              () ->
                  client
                      .poll("{\"channels\":[\"thread:42\"],\"last\":10}")
                      .body()
                      .contains("\"text\":\"written here\""));
      assertThat(browser.read(POSTS)).containsOnlyOnce("written here");
      assertThat(site.told()).isEmpty();
    }
  }

  @Test
  void internet_explorer_8_is_sent_to_the_plain_page() throws Exception {
    Site site = new Site("");
    try (Browser browser = Browser.Engine.INTERNET_EXPLORER_8.launch(site);
        TestNode node = TestNode.start("drain.time", "0s");
        Client client = new Client(node.uri())) {
      client.published("thread:42", post("a", "written before"));
      browser.open(node.uri() + "index.html");
      soon().until(() -> browser.read("location.pathname").equals("/threads/42.html"));
      assertThat(browser.read("document.body.innerHTML")).contains("written before");
      assertThat(site.told()).isEmpty();
    }
  }

  private static String post(String id, String text) {
    return ("{\"type\":\"new_post\",\"threadId\":\"42\",\"post\":{\"id\":\"%s\","
            + "\"author\":{\"id\":\"8\",\"name\":\"Bo\"},\"text\":\"%s\"}}")
        .formatted(id, text);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(40));
  }
}
