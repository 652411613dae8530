package dev.linger.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Http;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code linger.js} in the engines of old and new browsers, against a real node. The node is closed
 * before the browser: the page's one thread is in a poll, and waits there to be answered.
 */
class BrowserClientTest {

  private static final String NATIVE =
      "var client=Linger.connect({url:'/',channels:['thread:42'],share:false,without:['stream']});"
          + "client.on('event',function(e){tell('event='+e.data.n)});"
          + "client.on('reset',function(r){tell('reset='+r.reason)});"
          + "client.on('status',function(s){if(s.status==='live')tell('live')});";

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
    try (Http http = new Http();
        Browser browser = engine.launch(NATIVE);
        TestNode node = TestNode.start()) {
      browser.open(node.uri().resolve("/page.html"));
      soon().until(() -> node.parked() == 1);
      List<String> expected = new ArrayList<>(List.of("live"));
      for (int n = 1; n <= 30; n++) {
        publish(http, node.uri(), n);
        expected.add("event=" + n);
      }
      soon().untilAsserted(() -> assertThat(events(browser)).hasSize(30));
      assertThat(events(browser)).isEqualTo(expected.subList(1, 31));
      assertThat(browser.told()).contains("live").doesNotContain("error");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_restart_that_forgets_everything_is_a_reset_and_not_the_end(Browser.Engine engine)
      throws Exception {
    try (Http http = new Http();
        Browser browser = engine.launch(NATIVE)) {
      int port;
      try (TestNode node = TestNode.start("drain.pause", "100ms")) {
        port = node.uri().getPort();
        browser.open(node.uri().resolve("/page.html"));
        soon().until(() -> node.parked() == 1);
        publish(http, node.uri(), 1);
        soon().until(() -> browser.told().contains("event=1"));
      }
      try (TestNode node = TestNode.start("port", Integer.toString(port))) {
        soon().until(() -> browser.told().contains("reset=epoch") && node.parked() == 1);
        publish(http, node.uri(), 2);
        soon().until(() -> browser.told().contains("event=2"));
        assertThat(events(browser)).containsExactly("event=1", "event=2");
        assertThat(browser.told()).containsOnlyOnce("reset=epoch").doesNotContain("error");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_shape_of_a_websocket_opens_hears_and_closes(Browser.Engine engine) throws Exception {
    try (Http http = new Http();
        Browser browser = engine.launch(SOCKET);
        TestNode node = TestNode.start()) {
      browser.open(node.uri().resolve("/page.html"));
      soon().until(() -> browser.told().contains("open") && node.parked() == 1);
      for (int n = 1; n <= 3; n++) {
        publish(http, node.uri(), n);
      }
      soon().until(() -> browser.told().contains("close=3001"));
      assertThat(browser.told())
          .containsExactly("open", "message=1", "message=2", "message=3", "close=3001");
    }
  }

  private static List<String> events(Browser browser) {
    return browser.told().stream().filter(told -> told.startsWith("event=")).toList();
  }

  private static void publish(Http http, URI node, int n) throws IOException {
    Http.Reply reply =
        http.post(
            node.resolve("/events"), "{\"channel\":\"thread:42\",\"data\":{\"n\":" + n + "}}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(40));
  }
}
