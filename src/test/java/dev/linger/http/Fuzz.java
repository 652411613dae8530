package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes hostile requests: takes one that means well and changes some of it, as parts, as JSON, as
 * text or as bytes. What comes depends on the seed and a number only, but for cursors, tickets and
 * the time in tokens.
 */
final class Fuzz {

  /** In the end some are cut: how is part of what is tried. */
  enum Ending {
    /** The answer is read. */
    READ,
    /** Half of it is sent, and a FIN. */
    HALF_AND_CLOSE,
    /** All is sent, and an RST before anything is read. */
    VANISH
  }

  /**
   * A request.
   *
   * @param framed whether it is clear where it ends, so that there must be an answer
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Shot(long number, String path, byte[] bytes, boolean framed, Ending ending) {

    /** In one line, cut where it gets long. */
    String shown() {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String cut = text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
      return "request %d to %s, %s: %s"
          .formatted(number, path, ending, cut.replace("\r", "\\r").replace("\n", "\\n"));
    }

    boolean isHead() {
      return new String(bytes, StandardCharsets.ISO_8859_1).stripLeading().startsWith("HEAD ");
    }
  }

  private static final List<String> PATHS =
      Stream.concat(Endpoints.PATHS.stream(), Stream.of("/nothing")).toList();

  private final long number;
  private final Random random;
  private final Hostile hostile;
  private final FuzzGrammar grammar;

  private Fuzz(long seed, long number, String cursor, Supplier<String> ticket) {
    this.number = number;
    this.random = new Random(new SplittableRandom(seed + number).nextLong());
    this.hostile = new Hostile(random);
    this.grammar = new FuzzGrammar(random, cursor, ticket);
  }

  static Shot shot(long seed, long number, String cursor, Supplier<String> ticket) {
    return new Fuzz(seed, number, cursor, ticket).shot();
  }

  private Shot shot() {
    String path = PATHS.get((int) (number % PATHS.size()));
    FuzzRequest request = grammar.request(path);
    for (int i = random.nextInt(4); i > 0; i--) {
      change(request);
    }
    request.settle();
    if (random.nextInt(8) == 0) {
      request.body = distorted(request.body);
    }
    request.chunked = request.body.length > 0 && random.nextInt(8) == 0;
    boolean broken = random.nextInt(10) == 0;
    byte[] bytes = broken ? broken(request.bytes()) : request.bytes();
    boolean framed = !broken && request.headers.stream().noneMatch(Fuzz::concernsFraming);
    return new Shot(number, path, bytes, framed, ending());
  }

  private static boolean concernsFraming(FuzzRequest.Part header) {
    return header.name().equals("Content-Length") || header.name().equals("Transfer-Encoding");
  }

  private Ending ending() {
    return switch (random.nextInt(16)) {
      case 0 -> Ending.HALF_AND_CLOSE;
      case 1 -> Ending.VANISH;
      default -> Ending.READ;
    };
  }

  private void change(FuzzRequest request) {
    switch (random.nextInt(10)) {
      case 0 -> request.method = hostile.method();
      case 1 -> request.target = target(request.target);
      case 2 -> request.version = hostile.of(List.of("HTTP/1.0", "HTTP/1.1", "HTTP/1.0", "HTTP/9"));
      case 3 -> header(request);
      case 4, 5 -> parts(request.query);
      default -> {
        if (request.json.isMissingNode()) {
          parts(request.query);
        } else {
          request.json = changed(request.json);
        }
      }
    }
  }

  private String target(String target) {
    return switch (random.nextInt(10)) {
      case 0 -> target + "/";
      case 1 -> target + ";jsessionid=x";
      case 2 -> "/" + target;
      case 3 -> target + "/../" + target.substring(1);
      case 4 -> "/%2e%2e" + target;
      case 5 -> target.replace("/", "/%2f");
      case 6 -> "http://other.example" + target;
      case 7 -> hostile.of(List.of("*", "http://[::1/poll", "/\\poll", "/%", "poll", "//", "/#x"));
      case 8 -> target.toUpperCase(Locale.ROOT);
      default -> target + hostile.query();
    };
  }

  private void header(FuzzRequest request) {
    switch (random.nextInt(8)) {
      case 0 -> request.headers.remove(random.nextInt(request.headers.size()));
      case 1 -> request.headers.add(hostile.of(request.headers));
      case 2 -> request.with("Content-Type", hostile.contentType());
      case 3 ->
          request.with(
              hostile.of(List.of("Content-Length", "Transfer-Encoding")),
              hostile.of(
                  List.of("0", "-1", "3", "99999999999999999999", "chunked", "gzip, chunked")));
      default -> request.with(hostile.headerName(), hostile.headerValue());
    }
    if (request.headers.isEmpty()) {
      request.with("Host", "");
    }
  }

  /** Of a query: one is dropped, doubled, gets another value or moves to another name. */
  private void parts(List<FuzzRequest.Part> parts) {
    if (parts.isEmpty() || random.nextInt(6) == 0) {
      String name =
          hostile.of(List.of("channel", "cursor", "hold", "ticket", "token", "limit", ""));
      parts.add(new FuzzRequest.Part(name, hostile.query()));
      return;
    }
    int at = random.nextInt(parts.size());
    FuzzRequest.Part part = parts.get(at);
    switch (random.nextInt(5)) {
      case 0 -> parts.remove(at);
      case 1 -> parts.add(part);
      case 2 -> parts.set(at, new FuzzRequest.Part(part.name(), nibbled(part.value())));
      case 3 -> parts.set(at, new FuzzRequest.Part(hostile.of(parts).name(), part.value()));
      default -> parts.set(at, new FuzzRequest.Part(part.name(), hostile.query()));
    }
  }

  /** A character less, or another one: cursors and tickets that are nearly right. */
  private String nibbled(String text) {
    if (text.isEmpty()) {
      return "0";
    }
    int at = random.nextInt(text.length());
    String instead = hostile.of(List.of("", "0", "f", ".", "-", "%2e"));
    return text.substring(0, at) + instead + text.substring(at + 1);
  }

  private JsonNode changed(JsonNode node) {
    if (random.nextInt(3) > 0 && node instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      return changed(object.deepCopy(), hostile.of(names));
    }
    if (random.nextInt(3) > 0 && node instanceof ArrayNode array && !array.isEmpty()) {
      ArrayNode copy = array.deepCopy();
      int at = random.nextInt(copy.size());
      copy.set(at, changed(copy.get(at)));
      return random.nextInt(4) == 0 ? copy.addAll(array) : copy;
    }
    if (node.isTextual() && random.nextInt(4) == 0) {
      return JsonNodeFactory.instance.textNode(nibbled(node.textValue()));
    }
    return raw(hostile.json());
  }

  private ObjectNode changed(ObjectNode object, String name) {
    switch (random.nextInt(6)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(hostile.of(FIELDS), raw(hostile.json()));
      case 2 -> object.set(hostile.of(FIELDS), object.get(name));
      default -> object.set(name, changed(object.get(name)));
    }
    return object;
  }

  private static final List<String> FIELDS =
      List.of(
          "token",
          "once",
          "client",
          "type",
          "threadId",
          "postId",
          "userId",
          "upTo",
          "audience",
          "ttl",
          "key",
          "id",
          "data",
          "channel",
          "channels",
          "cursor",
          "hold",
          "resume",
          "user",
          "before",
          "jti",
          "",
          "__proto__",
          "\uD83D\uDE00");

  private static JsonNode raw(String text) {
    return JsonNodeFactory.instance.rawValueNode(new RawValue(text));
  }

  /** A body that says how long it is, and is no JSON, or hardly. */
  private byte[] distorted(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
      case 1 -> text.getBytes(StandardCharsets.UTF_16);
      case 2 -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
      case 3 -> (text + text).getBytes(StandardCharsets.UTF_8);
      case 4 ->
          text.replace("}", ",\"type\":\"ping\",\"type\":1}").getBytes(StandardCharsets.UTF_8);
      case 5 -> text.replace("\"", "'").getBytes(StandardCharsets.UTF_8);
      case 6 -> "[".repeat(50_000).getBytes(StandardCharsets.UTF_8);
      case 7 -> hostile.json().getBytes(StandardCharsets.UTF_8);
      default -> flipped(body);
    };
  }

  /** Nobody can say any more where it ends. */
  private byte[] broken(byte[] bytes) {
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> noise(1 + random.nextInt(300));
      case 2 -> together(bytes, noise(1 + random.nextInt(50)));
      case 3 -> together("\r\n\r\n".getBytes(StandardCharsets.US_ASCII), bytes);
      default -> flipped(bytes);
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = random.nextInt(6); i >= 0 && flipped.length > 0; i--) {
      flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
    }
    return flipped;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] together(byte[] one, byte[] other) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(one);
    all.writeBytes(other);
    return all.toByteArray();
  }
}
