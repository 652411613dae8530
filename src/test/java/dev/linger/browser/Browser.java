package dev.linger.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A browser with one page in it. The page and {@code linger.js} are served from here, beside the
 * node's own endpoints; what the page requests as {@code told?…} ends up in {@link #told}.
 *
 * <p>Its engines run a page's code and its requests on one thread: while a poll is parked, the page
 * has no timers. That is why streams, which never end, are for real browsers.
 */
abstract class Browser implements AutoCloseable {

  /** Which engine. */
  enum Engine {
    INTERNET_EXPLORER_8,
    INTERNET_EXPLORER_11,
    FIREFOX_38,
    FIREFOX_TODAY,
    CHROME_TODAY;

    /** A browser whose page runs this script, after linger.js and a function {@code tell(what)}. */
    Browser launch(String script) {
      return switch (this) {
        case INTERNET_EXPLORER_8, INTERNET_EXPLORER_11, FIREFOX_38 -> new OldBrowser(this, script);
        case FIREFOX_TODAY, CHROME_TODAY -> new NewBrowser(this, script);
      };
    }
  }

  private final List<String> told = new CopyOnWriteArrayList<>();

  /** Opens the page. */
  abstract void open(URI page) throws IOException;

  /** Ends the page and its threads. */
  @Override
  public abstract void close();

  /** What the page has told, in order. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** What is served from here; null for what the node serves. */
  final byte[] serve(String path, String query, String script) throws IOException {
    return switch (path) {
      case "/page.html" -> page(script).getBytes(StandardCharsets.UTF_8);
      case "/linger.js" -> Files.readAllBytes(Path.of("webapp/linger.js"));
      case "/told" -> {
        told.add(query);
        yield new byte[0];
      }
      default -> null;
    };
  }

  private static String page(String script) {
    return "<!doctype html><html><head><title>A page</title><script src='linger.js'></script>"
        + "<script>function tell(what){var xhr=new XMLHttpRequest();"
        + "xhr.open('GET','told?'+what,false);xhr.send(null)}"
        + "window.onerror=function(message){tell('error')};"
        + script
        + "</script></head><body></body></html>";
  }
}
