package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README says of the configuration is what the server does. */
class ReadmeTest {

  @Test
  void the_configuration_table_is_the_servers_own() throws IOException {
    List<String> expected = Settings.ALL.stream().map(ReadmeTest::row).collect(Collectors.toList());
    List<String> rows =
        Files.readString(Path.of("README.md"))
            .lines()
            .filter(line -> line.startsWith("| `LINGER_"))
            .toList();

    assertThat(rows).as("the rows to paste:\n" + String.join("\n", expected)).isEqualTo(expected);
  }

  private static String row(Setting<?> setting) {
    String fallback = setting.fallback().isEmpty() ? "empty" : "`" + setting.fallback() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.variable(), fallback, setting.allowed(), setting.meaning());
  }
}
