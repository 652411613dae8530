package dev.linger.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files at the root of the WAR, for the embedded server; and a problem for whatever else is
 * asked for and is nobody's. Jetty's own servlet waits, on its thread, until a client has read a
 * small file: a few dozen that ask for one again and again, and do not read, stop a server.
 *
 * <p>Only plain names are looked for, so nothing below a folder, and nothing beside the WAR, can be
 * asked for by however clever a path.
 *
 * <p>Threading: any thread; what has been read once is kept, and never changes.
 */
final class FilesServlet extends ApiServlet {

  private static final long serialVersionUID = 1L;

  private static final Pattern NAME = Pattern.compile("/([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+)");

  private static final String WELCOME = "/index.html";

  /** By what a name ends with. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "svg", "image/svg+xml",
          "ts", "text/plain;charset=utf-8");

  /** Those that there are; as many as the WAR has. */
  private final transient Map<String, Answer> files = new ConcurrentHashMap<>();

  FilesServlet(Patience patience) {
    super(patience, Set.of("GET"));
  }

  @Override
  void serve(HttpServletRequest request, AsyncAnswer answer) throws IOException, ProblemException {
    String path = request.getServletPath();
    boolean isHidden = DemoFilter.hides(request.getServletContext(), path);
    Answer file = isHidden ? null : file(path.isEmpty() || path.equals("/") ? WELCOME : path);
    if (file == null) {
      throw new ProblemException(Problem.ofStatus(404));
    }
    String known = request.getHeader("If-None-Match");
    boolean isKnown = known != null && known.contains(file.headers().get("ETag"));
    answer.send(isKnown ? Answer.empty(304, file.headers()) : file);
  }

  private @Nullable Answer file(String path) throws IOException {
    Answer known = files.get(path);
    if (known != null || !NAME.matcher(path).matches()) {
      return known;
    }
    try (InputStream in = getServletContext().getResourceAsStream(path)) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      Answer read =
          new Answer(
              200,
              type == null ? "application/octet-stream" : type,
              bytes,
              // To be asked for again each time, and then seldom sent again.
              Map.of("Cache-Control", "no-cache", "ETag", tag(bytes)));
      files.put(path, read);
      return read;
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
