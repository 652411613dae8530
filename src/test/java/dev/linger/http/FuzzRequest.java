package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A request in parts, so that parts can be changed; begins as one that means well. */
final class FuzzRequest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Something with a name, any number of times. */
  record Part(String name, String value) {}

  String method;
  String target;
  String version = "HTTP/1.1";
  final List<Part> query = new ArrayList<>();
  final List<Part> headers = new ArrayList<>();

  /** The body's JSON; missing if there is no body. */
  JsonNode json = MAPPER.missingNode();

  /** The body, if it is not its JSON. */
  byte[] body = new byte[0];

  boolean chunked;

  FuzzRequest(String method, String target) {
    this.method = method;
    this.target = target;
    headers.add(new Part("Host", "a.example"));
  }

  FuzzRequest asked(String name, String value) {
    query.add(new Part(name, value));
    return this;
  }

  FuzzRequest with(String name, String value) {
    headers.add(new Part(name, value));
    return this;
  }

  FuzzRequest saying(String text) {
    try {
      json = MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return with("Content-Type", "application/json");
  }

  /** What the body is unless it is changed as bytes. */
  void settle() {
    if (body.length == 0 && !json.isMissingNode()) {
      body = json.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** As it is sent. */
  byte[] bytes() {
    String asked =
        query.stream()
            .map(part -> part.name() + "=" + part.value())
            .collect(Collectors.joining("&"));
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target);
    head.append(asked.isEmpty() ? "" : "?" + asked);
    head.append(' ').append(version).append("\r\n");
    headers.forEach(part -> head.append(part.name() + ": " + part.value() + "\r\n"));
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    if (chunked) {
      writeChunks(all);
    } else {
      all.writeBytes(body);
    }
    return all.toByteArray();
  }

  private void writeChunks(ByteArrayOutputStream all) {
    int step = Math.max(1, body.length / 3);
    for (int at = 0; at < body.length; at += step) {
      int length = Math.min(step, body.length - at);
      all.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      all.write(body, at, length);
      all.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    all.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
