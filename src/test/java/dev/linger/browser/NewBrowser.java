package dev.linger.browser;

import java.io.IOException;
import java.util.List;
import org.htmlunit.BrowserVersion;
import org.htmlunit.HttpWebConnection;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.WebResponseData;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;

/** HtmlUnit of today, which behaves as the browsers of today. */
final class NewBrowser implements Browser {

  private final WebClient client;
  private final Site site;

  NewBrowser(Engine engine, Site site) {
    this.site = site;
    client =
        new WebClient(
            engine == Engine.FIREFOX_TODAY ? BrowserVersion.FIREFOX_ESR : BrowserVersion.CHROME);
    client.getOptions().setCssEnabled(false);
    client.getOptions().setThrowExceptionOnFailingStatusCode(false);
    client.setAlertHandler((page, message) -> site.tell(message));
    client.setRefreshHandler((page, url, seconds) -> {});
    client.setWebConnection(new Beside(client));
  }

  @Override
  public void open(String url) throws IOException {
    client.getPage(url);
  }

  @Override
  public String read(String expression) {
    HtmlPage page = (HtmlPage) client.getCurrentWindow().getEnclosedPage();
    return page.executeJavaScript("String(" + expression + ")").getJavaScriptResult().toString();
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Beside extends HttpWebConnection {

    private Beside(WebClient client) {
      super(client);
    }

    @Override
    public WebResponse getResponse(WebRequest request) throws IOException {
      Site.Reply reply =
          site.reply(request.getUrl(), request.getRequestBody(), request.getAdditionalHeaders());
      if (reply == null) {
        return super.getResponse(request);
      }
      List<NameValuePair> headers = List.of(new NameValuePair("Content-Type", reply.type()));
      return new WebResponse(
          new WebResponseData(reply.body(), reply.status(), "As told", headers), request, 0);
    }
  }
}
