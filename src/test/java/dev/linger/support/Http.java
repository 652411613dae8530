package dev.linger.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/** A plain HTTP/1.1 client for tests; keeps connections, does not retry, does not redirect. */
public final class Http implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final CloseableHttpClient client =
      HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setMaxConnTotal(2_000)
                  .setMaxConnPerRoute(2_000)
                  .setDefaultConnectionConfig(
                      ConnectionConfig.custom()
                          .setConnectTimeout(Timeout.ofSeconds(5))
                          .setSocketTimeout(Timeout.ofSeconds(90))
                          .build())
                  .build())
          .disableAutomaticRetries()
          .disableRedirectHandling()
          .build();

  /** An answer; header names in lower case. */
  public record Reply(int status, Map<String, String> headers, String body) {

    /** The body, read as JSON. */
    public JsonNode json() {
      try {
        return MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + body, e);
      }
    }

    /** A problem's code. */
    public String code() {
      return json().path("code").asText();
    }
  }

  public Reply get(URI uri, String... headers) throws IOException {
    return send("GET", uri, null, headers);
  }

  public Reply post(URI uri, String body, String... headers) throws IOException {
    return send("POST", uri, body, headers);
  }

  /**
   * Sends a request. Bodies are JSON unless a Content-Type is given; headers are name, value pairs.
   */
  public Reply send(String method, URI uri, String body, String... headers) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), null));
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.execute(request, Http::reply);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  private static Reply reply(ClassicHttpResponse response) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    try {
      String body = response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity());
      return new Reply(response.getCode(), headers, body);
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }
}
