package dev.linger.browser;

import com.gargoylesoftware.htmlunit.BrowserVersion;
import com.gargoylesoftware.htmlunit.HttpWebConnection;
import com.gargoylesoftware.htmlunit.WebClient;
import com.gargoylesoftware.htmlunit.WebRequest;
import com.gargoylesoftware.htmlunit.WebResponse;
import com.gargoylesoftware.htmlunit.WebResponseData;
import com.gargoylesoftware.htmlunit.html.HtmlPage;
import com.gargoylesoftware.htmlunit.util.NameValuePair;
import java.io.IOException;
import java.util.List;

/** HtmlUnit of 2015, which knows how the browsers of its time behaved. */
final class OldBrowser implements Browser {

  private final WebClient client;
  private final Site site;

  OldBrowser(Engine engine, Site site) {
    this.site = site;
    client =
        new WebClient(
            switch (engine) {
              case INTERNET_EXPLORER_8 -> BrowserVersion.INTERNET_EXPLORER_8;
              case INTERNET_EXPLORER_11 -> BrowserVersion.INTERNET_EXPLORER_11;
              default -> BrowserVersion.FIREFOX_38;
            });
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
