package dev.linger.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads server-sent events as they come, and keeps all it was told. */
public final class StreamClient implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What came between two blank lines, by field; a comment is the field without a name. */
  public record Frame(Map<String, String> fields) {

    public String id() {
      return fields.get("id");
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(fields.get("data"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public boolean isComment() {
      return fields.containsKey("");
    }
  }

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> response;
  private final List<Frame> frames = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  /** Connects, and waits for the head of the answer, which must be a stream. */
  public StreamClient(URI node, String pathAndQuery, String... headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(pathAndQuery)).header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    response = send(request.build());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    new Thread(this::read, "stream-client").start();
  }

  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Everything so far, comments included. */
  public List<Frame> all() {
    return List.copyOf(frames);
  }

  /** What says something; waits until there are so many. */
  public List<Frame> frames(int atLeast) {
    await().until(() -> said().size() >= atLeast);
    return said();
  }

  /** The ids of the events of all frames so far. */
  public List<String> eventIds() {
    List<String> ids = new ArrayList<>();
    said().forEach(frame -> frame.json().get("events").forEach(e -> ids.add(e.get("id").asText())));
    return ids;
  }

  public boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }

  private static HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private List<Frame> said() {
    return frames.stream().filter(frame -> !frame.isComment()).toList();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      Map<String, String> fields = new TreeMap<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          frames.add(new Frame(Map.copyOf(fields)));
          fields.clear();
        } else {
          int colon = line.indexOf(':');
          fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    } catch (IOException e) {
      // Cut off; the test sees what came before.
    } finally {
      ended = true;
    }
  }
}
