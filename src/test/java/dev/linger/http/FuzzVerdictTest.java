package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.RawHttp;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the fuzz run is there to find, one fault each: a run that noticed none would prove nothing.
 */
class FuzzVerdictTest {

  private static final Fuzz.Shot SHOT =
      new Fuzz.Shot(
          0,
          "/poll",
          "GET /poll HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
          true,
          Fuzz.Ending.READ);

  private static final Map<String, String> HEADERS =
      Map.of(
          "content-type", Problem.CONTENT_TYPE,
          "x-content-type-options", "nosniff",
          "cache-control", "no-store, no-transform");

  @Test
  void a_problem_as_it_should_be_is_none() {
    FuzzVerdict.check(SHOT, new Http.Reply(400, HEADERS, problem(400, "no")));
  }

  @ParameterizedTest
  @CsvSource({
    "an error of the server, 500, no",
    "a version that is refused although it is known, 505, no",
    "a stack, 400, at dev.linger.X",
    "the name of an exception, 400, NumberFormatException"
  })
  void what_is_said_is_looked_at(String fault, int status, String title) {
    assertNoticed(fault, new Http.Reply(status, HEADERS, problem(status, title)));
  }

  @ParameterizedTest
  @CsvSource({
    "the name of the server, server, Jetty(12)",
    "a header that came with the request, x-injected, 1",
    "a page of HTML instead of a problem, content-type, text/html",
    "a problem that a browser may sniff, x-content-type-options, ''",
    "a problem that a cache may keep, cache-control, max-age=60"
  })
  void headers_are_looked_at(String fault, String header, String value) {
    Map<String, String> headers = new HashMap<>(HEADERS);
    headers.put(header, value);
    assertNoticed(fault, new Http.Reply(400, headers, problem(400, "no")));
  }

  @Test
  void a_problem_whose_status_is_another_is_noticed() {
    assertNoticed("another status", new Http.Reply(404, HEADERS, problem(400, "no")));
  }

  @Test
  void a_waiter_that_is_left_is_noticed_and_so_is_a_request_that_has_not_come_to_its_end()
      throws Exception {
    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri());
        RawHttp half = new RawHttp(node.uri())) {
      await().until(() -> FuzzVerdict.isAtRest(node));
      var parked = client.pollLater(Client.after(client.cursor("thread:1"), 20, "thread:1"));
      await().until(() -> node.parked() == 1);
      assertThat(FuzzVerdict.isAtRest(node)).isFalse();
      client.published("thread:1", "{}");
      parked.get(10, TimeUnit.SECONDS);
      await().until(() -> FuzzVerdict.isAtRest(node));

      half.send("POST /poll HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
      await().until(() -> node.served() == 1);
      assertThat(FuzzVerdict.isAtRest(node)).isFalse();
    }
  }

  private static void assertNoticed(String fault, Http.Reply reply) {
    assertThatThrownBy(() -> FuzzVerdict.check(SHOT, reply))
        .as(fault)
        .isInstanceOf(AssertionError.class);
  }

  private static String problem(int status, String title) {
    return "{\"status\":%d,\"code\":\"bad\",\"title\":\"%s\"}".formatted(status, title);
  }
}
