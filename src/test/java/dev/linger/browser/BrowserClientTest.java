package dev.linger.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code linger.js} in the engines of old and new browsers, against a real node. Where a test ends
 * with a poll, the node is closed before the browser: the page's one thread waits there to be
 * answered.
 */
class BrowserClientTest {

  private static final String NATIVE =
      "client.on('event',function(e){tell('event='+e.data.n)});"
          + "client.on('reset',function(r){tell('reset='+r.reason)});"
          + "client.on('status',function(s){tell(s.status);tell('by='+s.transport)});";

  private static final String POLLS =
      "var client=Linger.connect({url:'/',channels:['thread:42'],share:false,without:['stream']});"
          + NATIVE;

  private static final String DEFAULTS =
      "var client=Linger.connect({channels:['thread:42']});" + NATIVE;

  private static final String SOCKET =
      "var socket=new Linger.WebSocket('ws://'+location.host+'/',[],"
          + "{channels:['forum'],share:false,without:['stream']});"
          + "socket.onopen=function(){tell('open');"
          + "socket.send('{\"type\":\"subscribe\",\"threadId\":\"42\"}')};"
          + "socket.onmessage=function(e){var m=JSON.parse(e.data);"
          + "tell('message='+m.n);if(m.n===3)socket.close(3001,'enough')};"
          + "socket.onerror=function(){tell('failed')};"
          + "socket.onclose=function(e){tell('close='+e.code)};";

  @ParameterizedTest
  @EnumSource
  void events_come_once_and_in_order(Browser.Engine engine) throws Exception {
    Site site = new Site(POLLS);
    try (Browser browser = engine.launch(site);
        TestNode node = TestNode.start("drain.time", "0s");
        Client client = new Client(node.uri())) {
      browser.open(node.uri() + "page.html");
      soon().until(() -> node.parked() == 1);
      for (int n = 1; n <= 30; n++) {
        client.published("thread:42", "{\"n\":" + n + "}");
      }
      soon().untilAsserted(() -> assertThat(site.told("event=")).hasSize(30));
      assertThat(site.told("event=")).isEqualTo(upTo(30));
      assertThat(site.told()).contains("live", "by=post");
      assertThat(site.told("error")).isEmpty();
    }
  }

  /**
   * An engine that has streams tries them, finds that somebody cuts them, and polls; the others
   * poll from the beginning. Whatever it does, the page hears the same.
   */
  @ParameterizedTest
  @EnumSource
  void where_streams_are_held_back_and_cut_nothing_is_lost_and_polls_take_over(
      Browser.Engine engine) throws Exception {
    Site site = new Site(DEFAULTS);
    try (Browser browser = engine.launch(site);
        TestNode node = TestNode.start("drain.time", "0s");
        Client client = new Client(node.uri())) {
      browser.open(node.uri() + "page.html");
      boolean hasStreams = browser.read("'onprogress' in new XMLHttpRequest()").equals("true");
      // Only by then it has a cursor.
      soon().until(() -> site.told().contains("live"));
      soon().until(() -> !hasStreams || site.asked().contains("/stream"));
      for (int n = 1; n <= 10; n++) {
        client.published("thread:42", "{\"n\":" + n + "}");
      }
      soon().untilAsserted(() -> assertThat(site.told("event=")).hasSize(10));
      soon().untilAsserted(() -> assertThat(site.asked()).last().isEqualTo("/poll"));
      client.published("thread:42", "{\"n\":11}");
      soon().untilAsserted(() -> assertThat(site.told("event=")).hasSizeGreaterThan(10));
      assertThat(site.told("event=")).isEqualTo(upTo(11));
      if (hasStreams) {
        soon()
            .untilAsserted(
                () -> assertThat(site.told()).containsSubsequence("by=stream", "by=post"));
      } else {
        assertThat(site.told()).contains("by=post").doesNotContain("by=stream");
      }
      assertThat(site.told("error")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_restart_that_forgets_everything_is_a_reset_and_not_the_end(Browser.Engine engine)
      throws Exception {
    Site site = new Site(POLLS);
    try (Browser browser = engine.launch(site)) {
      int port;
      try (TestNode node = TestNode.start("drain.time", "0s", "drain.pause", "100ms");
          Client client = new Client(node.uri())) {
        port = node.uri().getPort();
        browser.open(node.uri() + "page.html");
        soon().until(() -> node.parked() == 1);
        client.published("thread:42", "{\"n\":1}");
        soon().until(() -> site.told().contains("event=1"));
      }
      try (TestNode node = TestNode.start("port", Integer.toString(port), "drain.time", "0s");
          Client client = new Client(node.uri())) {
        soon().until(() -> site.told().contains("reset=epoch") && node.parked() == 1);
        client.published("thread:42", "{\"n\":2}");
        soon().until(() -> site.told().contains("event=2"));
        assertThat(site.told("event=")).isEqualTo(upTo(2));
        assertThat(site.told()).containsOnlyOnce("reset=epoch");
        assertThat(site.told("error")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_shape_of_a_websocket_opens_hears_and_closes(Browser.Engine engine) throws Exception {
    Site site = new Site(SOCKET);
    try (TestNode node = TestNode.start("drain.time", "0s");
        Client client = new Client(node.uri());
        Browser browser = engine.launch(site)) {
      browser.open(node.uri() + "page.html");
      soon().until(() -> site.told().contains("open") && node.parked() == 1);
      for (int n = 1; n <= 3; n++) {
        client.published("thread:42", "{\"n\":" + n + "}");
      }
      soon().until(() -> site.told().contains("close=3001"));
      assertThat(site.told())
          .containsExactly("open", "message=1", "message=2", "message=3", "close=3001");
    }
  }

  private static List<String> upTo(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(n -> "event=" + n).toList();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(40));
  }
}
