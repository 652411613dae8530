package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Position;
import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The examples of {@code protocol.md}, in their order, against a node: each request is made, and
 * its answer must be the one that is shown. A placeholder in an answer takes any value of its kind,
 * and in a later request stands for the last one it took.
 */
class ProtocolExamplesTest {

  private static final Path PAGE = Path.of("src/site/markdown/protocol.md");

  /** What the page has today; an example that is lost in an edit should be missed. */
  private static final int EXAMPLES = 24;

  private static final Map<String, Pattern> KINDS =
      Map.of(
          "cursor", Pattern.compile("[0-9A-Za-z]+\\.[0-9]+-[0-9]+\\.[0-9a-f]{8}"),
          "next", Pattern.compile("[0-9A-Za-z]+\\.[0-9]+-[0-9]+\\.[0-9a-f]{8}"),
          "id", Pattern.compile("[0-9]+-[0-9]+"),
          "ticket", Pattern.compile("[0-9A-Za-z_-]{43}"),
          "at", Pattern.compile("[0-9]{13}"),
          "text", Pattern.compile("[^<>]{10,}"));

  private static final Pattern BLOCK = Pattern.compile("(?m)^```http\\n(.*?)^```$", Pattern.DOTALL);
  private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z]+)>");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, String> taken = new HashMap<>();

  @Test
  void every_example_of_the_page_is_what_the_server_does() throws IOException {
    List<String> blocks =
        BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList();
    assertThat(blocks).hasSize(2 * EXAMPLES);
    taken.put("foreign", new Cursor(new Epoch("anotherlife"), new Position(1, 0)).text());

    try (TestNode node = TestNode.start();
        Client client = new Client(node.uri())) {
      for (int i = 0; i < blocks.size(); i += 2) {
        check(client, Part.of(blocks.get(i)), Part.of(blocks.get(i + 1)));
      }
    }
  }

  @Test
  void every_code_that_the_server_has_is_on_the_page_and_no_other() throws IOException {
    List<String> codes = new ArrayList<>();
    try (var sources = Files.walk(Path.of("src/main/java/dev/linger/http"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        // Where a problem is made, its code is the only string of this form.
        Pattern code =
            Pattern.compile("(?:badRequest\\(|[0-9]{3},|status,)\\s*\"([a-z]+(_[a-z]+)*)\"");
        codes.addAll(
            code.matcher(Files.readString(source)).results().map(made -> made.group(1)).toList());
      }
    }
    codes.add("internal_error");
    codes.addAll(
        List.of(
            "invalid_hold",
            "invalid_max",
            "invalid_last",
            "invalid_ttl",
            "invalid_limit",
            "invalid_before"));
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("| status | code |"));
    List<String> told = new ArrayList<>();
    for (String row : table.substring(0, table.indexOf("\n\n")).split("\n", -1)) {
      Pattern quoted = Pattern.compile("`([a-z_]+)`");
      quoted.matcher(row.split("\\|", -1)[2]).results().forEach(code -> told.add(code.group(1)));
    }

    assertThat(told)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(List.copyOf(new TreeSet<>(codes)));
  }

  private void check(Client client, Part request, Part expected) throws IOException {
    String[] line = request.start().split(" ", -1);
    List<String> headers = new ArrayList<>();
    request.headers().forEach((name, value) -> headers.addAll(List.of(name, value)));
    String body = request.body().isEmpty() ? null : filled(request.body());

    Http.Reply reply =
        client.send(line[0], filled(line[1]).substring(1), body, headers.toArray(new String[0]));

    assertThat(reply.status())
        .as(request + " → " + reply)
        .isEqualTo(Integer.parseInt(expected.start()));
    expected
        .headers()
        .forEach(
            (name, value) ->
                assertThat(reply.headers())
                    .as("%s", request)
                    .containsEntry(name.toLowerCase(Locale.ROOT), value));
    match(MAPPER.readTree(expected.body()), reply.json(), request + " → " + reply);
  }

  private void match(JsonNode expected, JsonNode told, String where) {
    Matcher placeholder = PLACEHOLDER.matcher(expected.asText());
    if (expected.isTextual() && placeholder.matches()) {
      String kind = placeholder.group(1);
      assertThat(told.isTextual()).as(where).isEqualTo(!kind.equals("at"));
      assertThat(told.asText()).as(where).matches(KINDS.get(kind));
      taken.put(kind, told.asText());
    } else if (expected.isContainerNode()) {
      assertThat(told.getNodeType()).as(where).isEqualTo(expected.getNodeType());
      assertThat(names(told)).as(where).isEqualTo(names(expected));
      assertThat(told.size()).as(where).isEqualTo(expected.size());
      expected
          .fieldNames()
          .forEachRemaining(name -> match(expected.get(name), told.get(name), where));
      for (int i = 0; expected.isArray() && i < expected.size(); i++) {
        match(expected.get(i), told.get(i), where);
      }
    } else {
      assertThat(told).as(where).isEqualTo(expected);
    }
  }

  private String filled(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll((MatchResult each) -> Matcher.quoteReplacement(taken.get(each.group(1))));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** One half of an example: its first line, its headers, its body. */
  private record Part(String start, Map<String, String> headers, String body) {

    static Part of(String block) {
      String[] halves = block.split("\n\n", 2);
      String[] lines = halves[0].strip().split("\n", -1);
      Map<String, String> headers = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        String[] header = lines[i].split(": ", 2);
        headers.put(header[0], header[1]);
      }
      return new Part(lines[0], headers, halves.length > 1 ? halves[1].strip() : "");
    }
  }
}
