package dev.linger.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of the libraries that we pack: a file that people keep. */
final class Advisories {

  private static final Pattern RANGE = Pattern.compile("\\[([0-9.]+),([0-9.]+)\\)");

  /** One line: an advisory, or that somebody has looked and found none. */
  record Line(String artifact, String id, String affected) {

    boolean affects(String version) {
      Matcher range = RANGE.matcher(affected);
      boolean affects = false;
      while (range.find()) {
        affects |= compare(range.group(1), version) <= 0 && compare(version, range.group(2)) < 0;
      }
      return affects;
    }
  }

  private final List<Line> lines = new ArrayList<>();

  static Advisories read(Path file) throws IOException {
    return parse(Files.readAllLines(file));
  }

  static Advisories parse(List<String> text) {
    Advisories read = new Advisories();
    for (String line : text) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split(" \\| ", -1);
      if (columns.length != 4
          || !columns[2].matches("-|" + RANGE.pattern() + "( " + RANGE.pattern() + ")*")) {
        throw new IllegalArgumentException("not a line of advisories: " + line);
      }
      String artifact = columns[0].substring(columns[0].indexOf(':') + 1);
      read.lines.add(new Line(artifact, columns[1], columns[2]));
    }
    return read;
  }

  /** True if somebody has looked. */
  boolean knows(String artifact) {
    return lines.stream().anyMatch(line -> line.artifact().equals(artifact));
  }

  /** What affects a version of a library. */
  List<String> affecting(String artifact, String version) {
    return lines.stream()
        .filter(line -> line.artifact().equals(artifact) && line.affects(version))
        .map(Line::id)
        .toList();
  }

  /** By their numbers; what is missing counts as 0, and a beta as what it is before. */
  static int compare(String one, String other) {
    String[] ones = one.split("[.-]", -1);
    String[] others = other.split("[.-]", -1);
    for (int i = 0; i < Math.max(ones.length, others.length); i++) {
      int difference = Integer.compare(number(ones, i), number(others, i));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int number(String[] parts, int i) {
    return i < parts.length && parts[i].matches("[0-9]{1,9}") ? Integer.parseInt(parts[i]) : 0;
  }
}
