package dev.linger.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Internet Explorer 8 and 9 across origins.
 *
 * <p>HtmlUnit's IE 8 has an XDomainRequest that has no methods, so it is given one that has: on top
 * of its XMLHttpRequest, and with what a real one refuses to do. The request itself leaves through
 * {@link Site}, which sends what such a browser would send, its page's {@code Origin} included, and
 * keeps from the page what does not allow it.
 */
class BrowserXdrTest {

  private static final String XDR =
      "function XDomainRequest(){var self=this,xhr=new XMLHttpRequest();"
          + "self.responseText='';"
          + "self.open=function(method,url){"
          + "var parts=/^(https?:)\\/\\/([^\\/]+)(\\/.*)$/.exec(url);"
          + "if(!/^(GET|POST)$/.test(method)||!parts||parts[1]!==location.protocol)"
          + "{throw new Error('Access is denied.')}"
          + "xhr.open(method,'/elsewhere/'+parts[2]+parts[3],true)};"
          + "self.send=function(body){xhr.onreadystatechange=function(){"
          + "if(xhr.readyState!==4)return;"
          + "if(xhr.status!==200){self.onerror();return}"
          + "self.responseText=xhr.responseText;self.onload()};xhr.send(body)};"
          + "self.abort=function(){xhr.abort()}}"
          + "window.XDomainRequest=XDomainRequest;";

  /** The node's address comes after the question mark. */
  private static final String PAGE =
      XDR
          + "var client=Linger.connect({url:location.search.substring(1),"
          + "channels:['thread:42','user:me'],token:'7'});"
          // Beside what is published, the thread hears that user 7 has come.
          + "client.on('event',function(e){if(e.data.type!=='presence')tell('event='+e.data.n)});"
          + "client.on('status',function(s){tell(s.status+' by '+s.transport)});";

  @Test
  void events_come_once_and_in_order_and_the_token_travels_in_the_body() throws Exception {
    Site site = new Site(PAGE);
    try (Browser browser = Browser.Engine.INTERNET_EXPLORER_8.launch(site);
        TestNode node = TestNode.start("drain.time", "0s", "origins", "http://forum.example");
        Client client = new Client(node.uri())) {
      browser.open("http://forum.example/page.html?" + node.uri());
      soon().until(() -> node.parked() == 1);
      client.published("thread:42", "{\"n\":1}");
      client.published("user:7", "{\"n\":2}");
      client.published("user:8", "{\"n\":0}");
      client.published("thread:42", "{\"n\":3}");
      soon().until(() -> site.told().contains("event=3"));
      assertThat(site.told("event=")).isEqualTo(List.of("event=1", "event=2", "event=3"));
      assertThat(site.told()).contains("live by xdr");
      assertThat(site.told("error")).isEmpty();
    }
  }

  @Test
  void a_page_of_an_origin_that_is_not_allowed_gets_nothing() throws Exception {
    Site site = new Site(PAGE);
    try (Browser browser = Browser.Engine.INTERNET_EXPLORER_8.launch(site);
        TestNode node = TestNode.start("drain.time", "0s", "origins", "https://forum.example")) {
      browser.open("http://forum.example/page.html?" + node.uri());
      soon().until(() -> site.asked().stream().filter(path -> path.endsWith("/poll")).count() >= 2);
      assertThat(node.parked()).isZero();
      assertThat(site.told("live")).isEmpty();
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(40));
  }
}
