package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What we pack is what somebody has looked at: each jar has a reason, and no known advisory. */
class WarContentsIT {

  private static final Path WAR =
      Path.of(Objects.requireNonNull(System.getProperty("linger-test.war")));

  private static final Pattern JAR =
      Pattern.compile("WEB-INF/(lib|server)/(.+?)-([0-9][0-9A-Za-z.-]*)\\.jar");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([a-z0-9_.-]+) \\| (lib|server) \\| (.{10,}) \\|$");

  /** A jar of somebody else's. */
  private record Jar(String place, String artifact, String version) {}

  @Test
  void every_jar_in_the_war_is_listed_with_its_reason_and_no_other_is() throws IOException {
    Set<String> packed =
        jars().stream()
            .map(jar -> jar.artifact() + " in " + jar.place())
            .collect(Collectors.toCollection(TreeSet::new));

    String page = Files.readString(Path.of("src/site/markdown/security.md"));
    Set<String> listed =
        ROW.matcher(page)
            .results()
            .map(row -> row.group(1) + " in " + row.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).as("the table in security.md").isEqualTo(packed);
  }

  @Test
  void no_jar_in_the_war_has_an_advisory_that_is_known_and_each_has_been_looked_at()
      throws IOException {
    Advisories known = Advisories.read(Path.of("src/test/resources/dependencies/advisories.txt"));
    TreeMap<String, Object> wrong = new TreeMap<>();
    for (Jar jar : jars()) {
      var affecting = known.affecting(jar.artifact(), jar.version());
      if (!affecting.isEmpty()) {
        wrong.put(jar.artifact() + " " + jar.version(), affecting);
      } else if (!known.knows(jar.artifact())) {
        wrong.put(jar.artifact() + " " + jar.version(), "nobody has looked");
      }
    }

    assertThat(wrong).isEmpty();
  }

  private static Set<Jar> jars() throws IOException {
    try (ZipFile war = new ZipFile(WAR.toFile())) {
      Set<Jar> jars =
          war.stream()
              .map(entry -> JAR.matcher(entry.getName()))
              .filter(Matcher::matches)
              .map(name -> new Jar(name.group(1), name.group(2), name.group(3)))
              .filter(jar -> !jar.artifact().equals("linger"))
              .collect(Collectors.toSet());
      long all = war.stream().filter(entry -> entry.getName().endsWith(".jar")).count();
      assertThat(jars).as("all but our own have a name and a version").hasSize((int) all - 1);
      return jars;
    }
  }
}
