package dev.linger.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What went wrong, as RFC 9457 says it: {@code application/problem+json}, with a {@code code} that
 * programs can rely on. Never HTML, never a stack, and nothing of the request repeated.
 *
 * @param status the HTTP status
 * @param code stable, in lower case and underscores
 * @param detail for the person who reads it
 * @param headers what goes along with it
 */
public record Problem(int status, String code, String detail, Map<String, String> headers) {

  /** What the body is. */
  public static final String CONTENT_TYPE = "application/problem+json";

  /** Retry-After is spread between these, in seconds, so that those who fail together part. */
  private static final int MIN_RETRY_SECONDS = 1;

  private static final int MAX_RETRY_SECONDS = 5;

  /** A problem without further headers. */
  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, Map.of());
  }

  /** A problem that may pass: with a randomised {@code Retry-After}. */
  public static Problem passing(int status, String code, String detail) {
    int seconds = ThreadLocalRandom.current().nextInt(MIN_RETRY_SECONDS, MAX_RETRY_SECONDS + 1);
    return new Problem(status, code, detail, Map.of("Retry-After", Integer.toString(seconds)));
  }

  /** The log can't be asked, and memory can't help. */
  public static Problem logUnavailable(String detail) {
    return passing(503, "log_unavailable", detail);
  }

  /** A method that the resource does not have. */
  public static Problem methodNotAllowed(String allow) {
    return new Problem(
        405, "method_not_allowed", "this resource takes " + allow, Map.of("Allow", allow));
  }

  /** What a bare HTTP status stands for, where a container found the mistake before we could. */
  public static Problem ofStatus(int status) {
    return switch (status) {
      case 400 -> of(status, "bad_request", "the request is not well-formed HTTP");
      case 403 -> of(status, "forbidden", "not allowed");
      case 404 -> of(status, "not_found", "there is nothing here");
      case 405 -> of(status, "method_not_allowed", "this resource does not take this method");
      case 408 -> of(status, "slow_request", "the request took too long to arrive");
      case 413 -> passing(status, "body_too_large", "the body is too large");
      case 414 -> of(status, "uri_too_long", "the URI is too long");
      case 415 -> of(status, "unsupported_media_type", "this content type is not understood");
      case 417 -> of(status, "unmet_expectation", "this expectation can't be met");
      case 431 -> of(status, "headers_too_large", "the request headers are too large");
      case 503 -> passing(status, "unavailable", "try again in a moment");
      case 505 -> of(status, "unsupported_version", "this version of HTTP is not spoken here");
      default ->
          status < 500
              ? of(status, "bad_request", "the request can't be served")
              : of(status, "internal_error", "something went wrong here; it has been logged");
    };
  }

  /** As it goes out. */
  Answer answer() {
    Map<String, String> all = new LinkedHashMap<>(headers);
    return new Answer(status, CONTENT_TYPE, json().getBytes(StandardCharsets.UTF_8), all, code);
  }

  /** The body. */
  public String json() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "about:blank");
    body.put("title", title());
    body.put("status", status);
    body.put("code", code);
    body.put("detail", detail);
    return body.toString();
  }

  private String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 417 -> "Expectation Failed";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "HTTP " + status;
    };
  }
}
