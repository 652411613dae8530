package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the security page says is shown by tests, is: they are there. */
class SecurityPageTest {

  private static final Path PAGE = Path.of("src/site/markdown/security.md");
  private static final Path TESTS = Path.of("src/test");
  private static final Pattern ROW = Pattern.compile("(?m)^\\|[^|]*\\|[^|]*\\|([^|]*)\\|$");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT)|[\\w.]+\\.js)`");

  @Test
  void every_test_that_the_page_names_is_there() throws IOException {
    Set<String> named =
        NAMED
            .matcher(Files.readString(PAGE))
            .results()
            .map(name -> name.group(1))
            .filter(name -> !name.endsWith(".js") || name.endsWith(".test.js"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(there()).containsAll(named);
  }

  @Test
  void every_threat_has_a_test() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("| threat |"), page.indexOf("## What is not"));
    assertThat(ROW.matcher(table).results().map(MatchResult::group).skip(2))
        .hasSizeGreaterThan(20)
        .allSatisfy(row -> assertThat(NAMED.matcher(row).find()).as(row).isTrue());
  }

  private static Set<String> there() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .map(file -> file.getFileName().toString().replaceAll("\\.java$", ""))
          .collect(Collectors.toSet());
    }
  }
}
