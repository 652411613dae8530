package dev.linger.browser;

import com.gargoylesoftware.htmlunit.BrowserVersion;
import com.gargoylesoftware.htmlunit.WebClient;
import com.gargoylesoftware.htmlunit.WebRequest;
import com.gargoylesoftware.htmlunit.WebResponse;
import com.gargoylesoftware.htmlunit.WebResponseData;
import com.gargoylesoftware.htmlunit.util.NameValuePair;
import com.gargoylesoftware.htmlunit.util.WebConnectionWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.List;

/** HtmlUnit of 2015, which knows how the browsers of its time behaved. */
final class OldBrowser extends Browser {

  private final WebClient client;
  private final String script;

  OldBrowser(Engine engine, String script) {
    this.script = script;
    client =
        new WebClient(
            switch (engine) {
              case INTERNET_EXPLORER_8 -> BrowserVersion.INTERNET_EXPLORER_8;
              case INTERNET_EXPLORER_11 -> BrowserVersion.INTERNET_EXPLORER_11;
              default -> BrowserVersion.FIREFOX_38;
            });
    client.getOptions().setCssEnabled(false);
    client.getOptions().setThrowExceptionOnFailingStatusCode(false);
    client.setWebConnection(new Served(client));
  }

  @Override
  void open(URI page) throws IOException {
    client.getPage(page.toURL());
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Served extends WebConnectionWrapper {

    private Served(WebClient client) {
      super(client);
    }

    @Override
    public WebResponse getResponse(WebRequest request) throws IOException {
      URL url = request.getUrl();
      byte[] body = serve(url.getPath(), url.getQuery(), script);
      if (body == null) {
        return super.getResponse(request);
      }
      String type = url.getPath().endsWith(".js") ? "application/javascript" : "text/html";
      List<NameValuePair> headers =
          List.of(new NameValuePair("Content-Type", type + ";charset=utf-8"));
      return new WebResponse(new WebResponseData(body, 200, "OK", headers), request, 0);
    }
  }
}
