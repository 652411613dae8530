package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Client;
import dev.linger.support.PrometheusText;
import dev.linger.support.PrometheusText.Family;
import dev.linger.support.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page for operators says of the metrics is what a node with everything on it shows. */
class OperationsTest {

  private static final Path PAGE = Path.of("src/site/markdown/operations.md");

  @Test
  void the_table_of_metrics_is_what_a_node_shows() throws IOException {
    List<String> expected =
        metrics().entrySet().stream()
            .map(each -> row(each.getKey(), each.getValue()))
            .collect(Collectors.toList());

    List<String> rows =
        Files.readString(PAGE)
            .lines()
            .filter(line -> line.matches("\\| `(linger|jvm|process)_.*"))
            .toList();

    assertThat(rows).as("the rows to paste:\n" + String.join("\n", expected)).isEqualTo(expected);
  }

  @Test
  void the_alerts_ask_for_metrics_that_there_are_and_each_says_what_to_do() throws IOException {
    String page = Files.readString(PAGE);
    String alerts =
        page.substring(page.indexOf("```yaml"), page.indexOf("```\n", page.indexOf("```yaml") + 7));
    List<String> asked =
        Pattern.compile("\\b(linger|jvm|process)_[a-z_]+")
            .matcher(alerts)
            .results()
            .map(found -> found.group())
            .distinct()
            .toList();

    assertThat(asked).hasSizeGreaterThan(10).allMatch(metrics().keySet()::contains);
    assertThat(alerts.split("- alert:", -1)).hasSameSizeAs(alerts.split("do: ", -1));
  }

  private static Map<String, Family> metrics() throws IOException {
    try (RedisProcess redis = RedisProcess.embedded();
        TestNode node = TestNode.start("redis.url", redis.url(), "bridge.channels", "forum");
        Client client = new Client(node.uri())) {
      await().until(() -> client.get("health/ready").status() == 200);
      client.publish("{");
      return new TreeMap<>(PrometheusText.parse(client.get("metrics").body()));
    }
  }

  private static String row(String name, Family family) {
    String labels =
        family.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |".formatted(name, family.type(), labels, family.help());
  }
}
