package dev.linger.browser;

import java.io.IOException;

/**
 * An engine with one page in it.
 *
 * <p>These engines run a page's code and its requests on one thread: while a request is under way,
 * a parked poll included, the page has no timers and makes no other request.
 */
interface Browser extends AutoCloseable {

  /** Which engine. */
  enum Engine {
    INTERNET_EXPLORER_8,
    INTERNET_EXPLORER_11,
    FIREFOX_38,
    FIREFOX_TODAY,
    CHROME_TODAY;

    /** A browser that finds this site beside what it finds in the network. */
    Browser launch(Site site) {
      return switch (this) {
        case INTERNET_EXPLORER_8, INTERNET_EXPLORER_11, FIREFOX_38 -> new OldBrowser(this, site);
        case FIREFOX_TODAY, CHROME_TODAY -> new NewBrowser(this, site);
      };
    }
  }

  /** Opens a page. */
  void open(String url) throws IOException;

  /** What an expression has for a value in the page that is open, as text. */
  String read(String expression);

  /** Ends the page and its threads. */
  @Override
  void close();
}
