package dev.linger.browser;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.WebResponseData;
import org.htmlunit.util.NameValuePair;
import org.htmlunit.util.WebConnectionWrapper;

/** HtmlUnit of today, which behaves as the browsers of today. */
final class NewBrowser extends Browser {

  private final WebClient client;
  private final String script;

  NewBrowser(Engine engine, String script) {
    this.script = script;
    client =
        new WebClient(
            engine == Engine.FIREFOX_TODAY ? BrowserVersion.FIREFOX_ESR : BrowserVersion.CHROME);
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
      String type = url.getPath().endsWith(".js") ? "text/javascript" : "text/html";
      List<NameValuePair> headers =
          List.of(new NameValuePair("Content-Type", type + ";charset=utf-8"));
      return new WebResponse(new WebResponseData(body, 200, "OK", headers), request, 0);
    }
  }
}
