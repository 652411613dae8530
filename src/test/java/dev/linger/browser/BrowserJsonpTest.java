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

/** The last resort, a script element, in the engines of old and new browsers. */
class BrowserJsonpTest {

  /**
   * The minute for which a callback is kept, in case its script is late, is over at once here; and
   * HtmlUnit's IE 11, which does not tell a script element that its script has failed, loses its
   * patience after a second instead of ten.
   */
  private static final String HURRY =
      "var wait=window.setTimeout;window.setTimeout=function(f,ms){"
          + "return wait(f,ms===60000?0:ms===10000?1000:ms)};";

  private static String page(String channels) {
    return HURRY
        + "var client=Linger.connect({url:'/',channels:"
        + channels
        + ",share:false,jsonp:true,without:['stream','post','get','xdr']});"
        + "client.on('event',function(e){tell('event='+e.data.n)});"
        + "client.on('status',function(s){tell(s.status+' '+s.reason+' '+s.transport)});"
        + "function left(){var names=[];for(var name in window){"
        + "if(/^linger_/.test(name))names.push(name)}"
        + "return names.length+' callbacks, '"
        + "+document.getElementsByTagName('script').length+' scripts'}";
  }

  @ParameterizedTest
  @EnumSource
  void events_come_once_and_in_order_and_nothing_is_left_behind(Browser.Engine engine)
      throws Exception {
    Site site = new Site(page("['thread:42']"));
    try (TestNode node = TestNode.start("jsonp", "true", "drain.time", "0s");
        Client client = new Client(node.uri());
        Browser browser = engine.launch(site)) {
      browser.open(node.uri() + "page.html");
      soon().until(() -> node.parked() == 1);
      List<String> expected = IntStream.rangeClosed(1, 5).mapToObj(n -> "event=" + n).toList();
      for (int n = 1; n <= 5; n++) {
        client.published("thread:42", "{\"n\":" + n + ",\"text\":\"</script>\u2028\"}");
        String event = "event=" + n;
        soon().until(() -> site.told().contains(event) && node.parked() == 1);
      }
      assertThat(site.told("event=")).isEqualTo(expected);
      assertThat(site.told("live null jsonp")).isNotEmpty();
      assertThat(site.told("error")).isEmpty();

      browser.read("client.close()");
      client.published("thread:42", "{\"n\":6}"); // lets go of the engine's thread
      soon()
          .untilAsserted(
              () -> assertThat(browser.read("left()")).isEqualTo("0 callbacks, 3 scripts"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_problem_is_understood_although_a_script_has_no_status(Browser.Engine engine)
      throws Exception {
    Site site = new Site(page("['user:me']"));
    try (TestNode node = TestNode.start("jsonp", "true", "drain.time", "0s");
        Browser browser = engine.launch(site)) {
      browser.open(node.uri() + "page.html");
      soon().until(() -> !site.told("unauthorized unauthorized").isEmpty());
      assertThat(site.told("live")).isEmpty();
      assertThat(site.told("error")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void where_the_server_has_it_switched_off_the_page_is_told_and_goes_on_trying(
      Browser.Engine engine) throws Exception {
    Site site = new Site(page("['thread:42']"));
    try (Browser browser = engine.launch(site)) {
      int port;
      try (TestNode node = TestNode.start("drain.time", "0s")) {
        port = node.uri().getPort();
        browser.open(node.uri() + "page.html");
        soon().until(() -> !site.told("waiting").isEmpty());
      }
      try (TestNode node =
          TestNode.start("port", Integer.toString(port), "jsonp", "true", "drain.time", "0s")) {
        soon().until(() -> !site.told("live").isEmpty() && node.parked() == 1);
      }
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(40));
  }
}
