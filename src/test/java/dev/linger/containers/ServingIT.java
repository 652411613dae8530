package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linger.support.Container;
import dev.linger.support.Http;
import dev.linger.support.NodeProcess;
import dev.linger.support.ParkedPolls;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The same file, unmodified, everywhere. */
@ParameterizedClass
@EnumSource
class ServingIT {

  private static NodeProcess node;
  private static Http http;

  private final Container container;

  ServingIT(Container container) {
    this.container = container;
  }

  @BeforeParameterizedClassInvocation
  static void start(Container container) throws IOException {
    node = NodeProcess.start(container);
    http = new Http();
    Nodes.awaitReady(node, http);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    http.close();
    node.close();
  }

  @Test
  void a_parked_poll_is_woken_by_a_publish() throws Exception {
    try (ParkedPolls polls = new ParkedPolls(node.uri(), "thread:42", 1)) {
      await().until(() -> Nodes.parked(node, http) == 1);
      Http.Reply published =
          http.post(
              node.uri().resolve("events"),
              "{\"channel\":\"thread:42\",\"data\":{\"type\":\"new_post\"}}");
      assertThat(published.status()).as(published.body()).isEqualTo(201);
      Http.Reply woken = polls.replies(Duration.ofSeconds(5)).get(0);
      assertThat(woken.status()).isEqualTo(200);
      assertThat(woken.json().at("/events/0/id")).isEqualTo(published.json().at("/ids/0"));
      assertThat(woken.headers()).containsEntry("cache-control", "no-store, no-transform");
    }
  }

  @Test
  void a_stream_brings_what_is_published_at_once() throws Exception {
    String query = "stream?channel=thread:43&client=reader";
    try (StreamClient stream = new StreamClient(node.uri(), query)) {
      assertThat(stream.frames(1).get(0).json().get("events")).isEmpty();
      for (int i = 1; i <= 3; i++) {
        Http.Reply published =
            http.post(
                node.uri().resolve("send"),
                "{\"type\":\"new_post\",\"threadId\":\"43\",\"post\":{\"text\":\"Hello\"}}");
        assertThat(published.status()).as(published.body()).isEqualTo(200);
        assertThat(stream.frames(1 + i).get(i).json().at("/events/0/id"))
            .isEqualTo(published.json().get("id"));
      }
      http.post(node.uri().resolve("send"), "{\"type\":\"leave\",\"client\":\"reader\"}");
      await().until(stream::hasEnded);
    }
    assertThat(get("threads/43.html").body()).contains("<p>Hello</p>");
  }

  @Test
  void it_is_live_and_ready() throws Exception {
    assertThat(get("health/live").status()).isEqualTo(200);
    assertThat(get("health/ready").status()).isEqualTo(200);
  }

  @Test
  void an_unknown_path_is_a_problem() throws Exception {
    assertProblem(get("nothing/here.html"), 404, "not_found");
    assertProblem(get("health/unknown"), 404, "not_found");
  }

  @Test
  void an_unknown_method_is_a_problem_wherever_it_is_tried() throws Exception {
    for (String path : new String[] {"poll", "events", "health/live", "nothing/here.html", ""}) {
      for (String method : new String[] {"PUT", "DELETE", "PATCH", "BREW"}) {
        assertProblem(send(method, path), 405, "method_not_allowed");
      }
    }
  }

  @Test
  void trace_echoes_nothing() throws Exception {
    Http.Reply traced =
        http.send("TRACE", node.uri().resolve("poll"), null, "X-Secret", "of-the-caller");
    // Some containers refuse it as a method, some as a matter of security.
    assertThat(traced.status()).isIn(403, 405);
    assertThat(traced.body()).doesNotContain("of-the-caller");
    // Jetty makes no page of any kind for a method like this.
    if (!traced.body().isEmpty()) {
      assertThat(traced.headers().get("content-type")).startsWith("application/problem+json");
    }
  }

  @Test
  void broken_json_is_a_problem() throws Exception {
    Http.Reply reply = http.post(node.uri().resolve("poll"), "{\"channels\":[");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers().get("content-type")).startsWith("application/problem+json");
  }

  @Test
  void an_oversize_body_is_a_problem() throws Exception {
    String body = "{\"channels\":[\"" + "x".repeat(40_000) + "\"]}";
    // On a connection of its own: Jetty closes it, as it does not want to read all that.
    try (Http other = new Http()) {
      assertProblem(other.post(node.uri().resolve("poll"), body), 413, "body_too_large");
    }
  }

  @Test
  void the_insides_of_the_war_are_not_served() throws Exception {
    for (String path :
        new String[] {
          "WEB-INF/web.xml",
          "WEB-INF/",
          "web-inf/web.xml",
          "META-INF/MANIFEST.MF",
          "dev/linger/launch/Launcher.class",
          "dev/",
          "dev"
        }) {
      Http.Reply reply = get(path);
      assertThat(reply.status()).as(path).isIn(302, 403, 404);
      if (container == Container.WILDFLY && path.toLowerCase(Locale.ROOT).contains("-inf")) {
        // Refused before the application is asked; its page says nothing but that.
        assertThat(reply.body()).doesNotContainIgnoringCase("wildfly", "undertow", "jboss");
      } else if (reply.status() != 302) {
        assertThat(reply.headers().get("content-type"))
            .as(path)
            .startsWith("application/problem+json");
      }
    }
  }

  @Test
  void the_page_for_errors_is_nothing_by_itself() throws Exception {
    assertProblem(get("problem"), 404, "not_found");
  }

  @Test
  void its_log_tells_of_one_start_and_of_no_trouble() {
    // WildFly warns of itself, and of each listener that it can't make beans of.
    String log = node.log().replaceAll("(?m)^.*WARN .*WFLY(CLWEBUT|EE)\\d.*$", "");
    assertThat(log)
        .containsOnlyOnce("serving from memory")
        .containsOnlyOnce("dev mode")
        .doesNotContain("Exception")
        .doesNotContain("SEVERE")
        .doesNotContainIgnoringCase("warn");
    assertThat(node.threads()).containsOnlyOnce("\"deadlines\"");
  }

  @Test
  void who_is_not_on_this_machine_is_not_let_in_by_dev_mode() throws Exception {
    assumeTrue(container.deploys());
    // The containers here believe a proxy on this machine; java -jar believes none.
    Http.Reply reply = http.get(node.uri().resolve("health/live"), "X-Forwarded-For", "192.0.2.7");
    assertProblem(reply, 403, "dev_mode");
  }

  private static Http.Reply get(String path) throws IOException {
    return http.get(node.uri().resolve(path));
  }

  private static Http.Reply send(String method, String path) throws IOException {
    return http.send(method, node.uri().resolve(path), null);
  }

  private static void assertProblem(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.headers().get("content-type")).startsWith("application/problem+json");
    assertThat(reply.code()).isEqualTo(code);
  }
}
