package dev.linger.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a browser finds that the node does not serve here: a test's page, {@code webapp}'s files,
 * and two ways through the network that are not simply a connection. And what its pages tell, by
 * {@code tell(what)}; a script's error is told as {@code error=…}.
 */
final class Site {

  /**
   * Where streams are held back: by then one is cut, and what it has brought is passed on in one
   * piece. These engines tell a page nothing of a response before its end; without the cut that
   * would be in five minutes.
   */
  private static final long CUT_MILLIS = 400;

  /** As {@code /elsewhere/HOST:PORT/path}: see the page's XDomainRequest in BrowserXdrTest. */
  private static final String ELSEWHERE = "/elsewhere/";

  /** Where pages come from that ask elsewhere. */
  private static final String ORIGIN = "http://forum.example";

  private static final String TELL =
      "<script>function tell(what){alert(what)}"
          + "window.onerror=function(message){tell('error='+message)};</script>";

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String script;

  /** Its {@code page.html} runs this script, after linger.js. */
  Site(String script) {
    this.script = script;
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Reply(int status, String type, byte[] body) {}

  void tell(String what) {
    told.add(what);
  }

  /** What the page has told, in order. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** What it has told that begins like this. */
  List<String> told(String beginning) {
    return told.stream().filter(what -> what.startsWith(beginning)).toList();
  }

  /** The paths that were asked for, in order; those that the network answers, too. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** What is answered from here; null for what the network answers. */
  Reply reply(URL url, String body, Map<String, String> headers) throws IOException {
    String path = url.getPath();
    Path file = Path.of("webapp", path);
    asked.add(path);
    if (path.equals("/page.html")) {
      return html(
          "<!doctype html><html><head><title>A page</title><script src='linger.js'></script>"
              + "<script>"
              + script
              + "</script></head><body></body></html>");
    } else if (path.startsWith(ELSEWHERE)) {
      return elsewhere(path.substring(ELSEWHERE.length()), body);
    } else if (path.equals("/stream")) {
      return cut(URI.create(url.toString()), headers);
    } else if (path.endsWith(".html") && Files.isRegularFile(file)) {
      return html(Files.readString(file));
    } else if (Files.isRegularFile(file)) {
      String type = path.endsWith(".js") ? "application/javascript" : "text/css";
      return new Reply(200, type + ";charset=utf-8", Files.readAllBytes(file));
    }
    return null;
  }

  private static Reply html(String page) {
    String telling = page.replace("<head>", "<head>" + TELL);
    return new Reply(200, "text/html;charset=utf-8", telling.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A POST to another origin as IE 8 and 9 make it: with no cookie, no type, and no header but the
   * page's origin. What does not name that origin they keep from the page.
   */
  private Reply elsewhere(String address, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address))
            .header("Origin", ORIGIN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      boolean isAllowed =
          response.headers().allValues("Access-Control-Allow-Origin").equals(List.of(ORIGIN));
      return isAllowed
          ? new Reply(response.statusCode(), "text/plain", response.body())
          : new Reply(502, "text/plain", new byte[0]);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private Reply cut(URI stream, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(stream);
    if (headers.containsKey("Authorization")) {
      request.header("Authorization", headers.get("Authorization"));
    }
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    AtomicInteger status = new AtomicInteger(502);
    CompletableFuture<HttpResponse<Void>> whole =
        http.sendAsync(
            request.timeout(Duration.ofSeconds(10)).build(),
            head -> {
              status.set(head.statusCode());
              return HttpResponse.BodySubscribers.ofByteArrayConsumer(
                  piece -> piece.ifPresent(passed::writeBytes));
            });
    try {
      whole.get(CUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      whole.cancel(true);
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException(e);
    }
    return new Reply(status.get(), "text/event-stream", passed.toByteArray());
  }
}
