package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.server.TestNode;
import dev.linger.support.Http;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What any answer must be, whatever was asked: no 5xx, nothing of how the server is made, and a
 * problem or what the endpoint says, with the headers that keep it from being taken for something
 * else.
 */
final class FuzzVerdict {

  /** What some answers are, by their path; problems apart, all others are JSON. */
  private static final Map<String, String> TYPES =
      Map.of(
          "/stream", "text/event-stream",
          "/poll.js", "application/javascript",
          "/threads/*", "text/html",
          "/metrics", "text/plain");

  /** The one 5xx that is the client's own doing; the memory log is never away. */
  private static final int UNSUPPORTED_VERSION = 505;

  private static final Pattern KNOWN_VERSION =
      Pattern.compile("\\S+ \\S+ HTTP/1\\.[01]\r\n.*", Pattern.DOTALL);

  private static final Set<Integer> GOOD = Set.of(200, 201, 204);

  private FuzzVerdict() {}

  static void check(Fuzz.Shot shot, Http.Reply reply) {
    String all = reply.headers() + "\n" + reply.body();
    if (reply.status() == UNSUPPORTED_VERSION) {
      assertThat(new String(shot.bytes(), StandardCharsets.ISO_8859_1)).doesNotMatch(KNOWN_VERSION);
    } else {
      assertThat(reply.status()).as(all).isLessThan(500);
    }
    assertThat(all)
        .doesNotContain("Exception", "StackOverflow", "\tat ", "at dev.linger", "java.", "jackson")
        .doesNotContainIgnoringCase("org.eclipse", "jetty");
    assertThat(reply.headers()).doesNotContainKeys("server", "x-injected", "x-powered-by");
    if (reply.status() >= 400) {
      checkProblem(shot, reply);
    } else {
      assertThat(reply.status()).as(all).isIn(GOOD);
      if (reply.status() != 204) {
        checkGood(shot, reply);
      }
    }
  }

  /** Nothing is left of what was asked: no waiter, no request, no thread at work on one. */
  static boolean isAtRest(TestNode node) {
    return node.parked() == 0 && node.served() == 0 && TestNode.busyThreads().isEmpty();
  }

  private static void checkProblem(Fuzz.Shot shot, Http.Reply reply) {
    assertThat(reply.headers())
        .containsEntry("content-type", Problem.CONTENT_TYPE)
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("cache-control", "no-store, no-transform");
    if (!shot.isHead()) {
      assertThat(reply.json().path("status").asInt()).as(reply.body()).isEqualTo(reply.status());
      assertThat(reply.code()).as(reply.body()).matches("[a-z][a-z_0-9]+");
    }
  }

  private static void checkGood(Fuzz.Shot shot, Http.Reply reply) {
    String type = reply.headers().getOrDefault("content-type", "");
    assertThat(reply.headers()).containsEntry("x-content-type-options", "nosniff");
    if (TYPES.containsKey(shot.path())) {
      assertThat(type).startsWith(TYPES.get(shot.path()));
    } else {
      assertThat(type).startsWith("application/json");
      assertThat(shot.isHead() || reply.json().isObject()).as(reply.body()).isTrue();
    }
    if (type.startsWith("text/html")) {
      assertThat(reply.body()).doesNotContainIgnoringCase("<script");
    }
  }
}
