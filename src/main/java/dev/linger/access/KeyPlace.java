package dev.linger.access;

import dev.linger.hub.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a set of public keys is to be had. */
public sealed interface KeyPlace {

  /** How long all pieces of a set may take to arrive. */
  Duration DEADLINE = Duration.ofSeconds(5);

  /** What is read at a time. */
  int PIECE_BYTES = 8 * 1024;

  /** What is there now. May wait. */
  byte[] read(Ticker ticker) throws IOException;

  /** How often it is worth a look. */
  Duration every();

  /** How soon after a look there may be another, if a token means a key that was not there. */
  Duration soonest();

  /**
   * A place of which an operator has told: a URL, or a file. A file must be there from the start; a
   * URL may be away like anything else out there.
   *
   * @throws IllegalArgumentException if it is neither; the message does not repeat it
   */
  static KeyPlace parse(String text) {
    return text.contains("://") ? url(text) : file(text);
  }

  private static Url url(String text) {
    try {
      return new Url(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL");
    }
  }

  private static File file(String text) {
    try {
      File file = new File(Path.of(text));
      if (Jwks.read(file.read(() -> 0), EnumSet.allOf(Algorithm.class)).keys().isEmpty()) {
        throw new IllegalArgumentException("a set of keys, of which none can be used");
      }
      return file;
    } catch (IOException e) {
      throw new IllegalArgumentException("not a file with a set of public keys", e);
    }
  }

  /** A file, which is read often: whoever puts another in its place need not tell us. */
  record File(Path path) implements KeyPlace {

    @Override
    public byte[] read(Ticker ticker) throws IOException {
      try (InputStream in = Files.newInputStream(path)) {
        return bounded(in, ticker);
      }
    }

    @Override
    public Duration every() {
      return Duration.ofSeconds(2);
    }

    @Override
    public Duration soonest() {
      return every();
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A URL. Only of this machine may it be without TLS: who can change the answer can be anybody.
   * Fetched by the JDK's old client on purpose: it works on the thread that calls it, where the new
   * one starts threads of its own.
   */
  record Url(URI uri) implements KeyPlace {

    private static final Pattern LOOPBACK =
        Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    /** How long a connection may take, and each piece of the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Checks it. */
    public Url {
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      @Nullable String host = uri.getHost();
      if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("a URL with a host, and without user or fragment");
      }
      if (!scheme.equals("https") && !(scheme.equals("http") && LOOPBACK.matcher(host).matches())) {
        throw new IllegalArgumentException("https, or http on this machine");
      }
    }

    @Override
    public byte[] read(Ticker ticker) throws IOException {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      try {
        connection.setConnectTimeout(Math.toIntExact(PATIENCE.toMillis()));
        connection.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
        // An answer from elsewhere is not the answer of whom we trust.
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
          throw new IOException("status " + status + (status / 100 == 3 ? ", not followed" : ""));
        }
        try (InputStream in = connection.getInputStream()) {
          return bounded(in, ticker);
        }
      } finally {
        connection.disconnect();
      }
    }

    @Override
    public Duration every() {
      return Duration.ofMinutes(5);
    }

    @Override
    public Duration soonest() {
      return Duration.ofSeconds(10);
    }

    /** Without its query, which may hold a key of another kind. */
    @Override
    public String toString() {
      return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
  }

  /** What comes, if that is not too long, and does not come drop by drop. */
  private static byte[] bounded(InputStream in, Ticker ticker) throws IOException {
    long begin = ticker.nanos();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      all.write(piece, 0, read);
      if (all.size() > Jwks.MAX_BYTES) {
        throw new IOException("longer than " + Jwks.MAX_BYTES + " bytes");
      }
      if (ticker.nanos() - begin > DEADLINE.toNanos()) {
        throw new IOException("slower than " + DEADLINE);
      }
    }
    return all.toByteArray();
  }
}
