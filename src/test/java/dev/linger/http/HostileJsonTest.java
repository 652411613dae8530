package dev.linger.http;

import static dev.linger.http.HostileInputTest.assertProblem;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is no JSON, too much of it, or something else. Part of each is a word not to be repeated.
 */
class HostileJsonTest {

  private static TestNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    client = new Client(node.uri());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"channels\":[\"eChO\"]",
        "{\"channels\":[\"eChO\"]}}",
        "{\"channels\":[\"eChO\"]} {}",
        "{\"channels\":['eChO']}",
        "{channels:[\"eChO\"]}",
        "{\"channels\":[\"eChO\",]}",
        "{\"channels\":[\"eChO\"]/*eChO*/}",
        "{\"channels\":[\"eChO\n\"]}",
        "{\"channels\":[\"eChO\"],\"channels\":[\"b\"]}",
        "{\"channels\":[\"eChO\"],\"hold\":NaN}",
        "{\"channels\":[\"eChO\"],\"hold\":Infinity}",
        "{\"channels\":[\"eChO\"],\"hold\":01}",
        "{\"channels\":[\"eChO\"],\"hold\":+1}",
        "{\"channels\":[\"\\ud83\"]}",
        "eChO",
        "channels=eChO"
      })
  void broken_json_is_not_read(String body) {
    assertProblem(client.poll(body), 400, "invalid_json");
    assertProblem(client.publish(body), 400, "invalid_json");
  }

  static Stream<String> deepJson() {
    return Stream.of(
        "[".repeat(10_000),
        "{\"a\":".repeat(5_000),
        "{\"channels\":[\"a\"],\"x\":" + "[".repeat(32) + "]".repeat(32) + "}",
        "{\"channel\":\"a\",\"data\":{\"x\":" + "[".repeat(31) + "]".repeat(31) + "}}");
  }

  @ParameterizedTest
  @MethodSource("deepJson")
  void deep_json_is_not_read(String body) {
    assertProblem(client.poll(body), 400, "invalid_json");
    assertProblem(client.publish(body), 400, "invalid_json");
  }

  static Stream<String> hugeTokens() {
    return Stream.of(
        "{\"channels\":[\"a\"],\"hold\":" + "9".repeat(65) + "}",
        "{\"channels\":[\"a\"],\"hold\":0." + "9".repeat(65) + "}",
        "{\"channels\":[\"a\"],\"" + "n".repeat(257) + "\":1}");
  }

  @ParameterizedTest
  @MethodSource("hugeTokens")
  void huge_numbers_and_names_are_not_read(String body) {
    assertProblem(client.poll(body), 400, "invalid_json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=eChO",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/jsonx",
        "eChO",
        ";"
      })
  void other_content_types_are_refused(String type) {
    String poll = "{\"channels\":[\"a\"]}";
    assertProblem(client.poll(poll, "Content-Type", type), 415, "unsupported_media_type");
    assertProblem(
        client.publish("{\"channel\":\"a\",\"data\":{}}", "Content-Type", type),
        415,
        "unsupported_media_type");
  }
}
