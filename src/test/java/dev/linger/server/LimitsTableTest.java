package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.poll.PollLimits;
import dev.linger.publish.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of limits in operations.md is what holds. */
class LimitsTableTest {

  private static final List<String> WITH_LIMITS = List.of("poll.", "limit.", "publish.", "client.");

  @Test
  void every_limit_is_in_the_table_with_its_default() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    Settings.ALL.stream()
        .filter(
            setting ->
                setting.equals(Settings.THREADS)
                    || setting.equals(Settings.CONNECTIONS)
                    || WITH_LIMITS.stream().anyMatch(setting.name()::startsWith))
        .forEach(setting -> expected.put(setting.variable(), setting.fallback()));
    Map<String, String> told = new TreeMap<>();
    for (String[] cells : rows()) {
      if (cells[1].strip().startsWith("`LINGER_")) {
        told.put(bare(cells[1]), bare(cells[2]));
      }
    }
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void those_that_can_not_be_set_are_there_too() throws IOException {
    Map<String, String> told = new TreeMap<>();
    rows().forEach(cells -> told.put(bare(cells[1]), cells[2].strip()));
    assertThat(told)
        .containsEntry("depth of JSON", StrictJson.MAX_DEPTH + " levels")
        .containsEntry("last", "" + PollLimits.MAX_LAST);
  }

  @Test
  void each_says_why() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(20).allMatch(cells -> cells[4].strip().length() > 5);
  }

  private static List<String[]> rows() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/operations.md"));
    String table = page.substring(page.indexOf("| limit | default |"));
    return table
        .lines()
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .toList();
  }

  private static String bare(String cell) {
    return cell.strip().replace("`", "");
  }
}
