package dev.linger.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4, or OpenMetrics 1.0, and takes no other: every family has its
 * help and its type before its samples, comes once and in one piece; no sample comes twice; the
 * last line ends.
 */
public final class PrometheusText {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE|UNIT) (\\S+) (.*)");
  private static final Pattern SAMPLE = Pattern.compile("([^ {]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,(?=.)|$)");
  private static final Pattern HELP = Pattern.compile("(?:[^\\\\]|\\\\[\\\\n\"])+");
  private static final Set<String> TYPES = Set.of("counter", "gauge", "info");

  /** A metric. */
  public static final class Family {
    private final Map<String, String> comments = new HashMap<>();
    private final Map<Map<String, String>, Double> samples = new LinkedHashMap<>();

    public String help() {
      return comments.get("HELP");
    }

    public String type() {
      return comments.get("TYPE");
    }

    public String unit() {
      return comments.get("UNIT");
    }

    public Map<Map<String, String>, Double> samples() {
      return samples;
    }

    /** The names of its labels. */
    public Set<String> labels() {
      Set<String> names = new TreeSet<>();
      samples.keySet().forEach(labels -> names.addAll(labels.keySet()));
      return names;
    }
  }

  private final boolean isOpen;
  private final Map<String, Family> families = new LinkedHashMap<>();

  private PrometheusText(boolean isOpen) {
    this.isOpen = isOpen;
  }

  /** The metrics, by the name that their samples have. */
  public static Map<String, Family> parse(String text) {
    return parse(text, false);
  }

  /** The same, of OpenMetrics, where counters are called something else in their comments. */
  public static Map<String, Family> parseOpen(String text) {
    return parse(text, true);
  }

  /** The one value that a metric has with these labels, name and value in turn. */
  public static double value(Map<String, Family> families, String name, String... labels) {
    Map<String, String> wanted = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    Family family = families.get(name);
    Double value = family == null ? null : family.samples.get(wanted);
    if (value == null) {
      throw new AssertionError("no " + name + wanted);
    }
    return value;
  }

  private static Map<String, Family> parse(String text, boolean isOpen) {
    require(text.endsWith("\n"), "the last line ends", text);
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    lines.remove(lines.size() - 1);
    if (isOpen) {
      require(lines.remove(lines.size() - 1).equals("# EOF"), "an end", text);
    }
    PrometheusText read = new PrometheusText(isOpen);
    String before = "";
    for (String line : lines) {
      before = read.line(line, before);
    }
    read.families.forEach(
        (name, family) -> {
          require(family.help() != null && family.type() != null, "help and type", name);
          require(!family.samples.isEmpty(), "samples", name);
        });
    return read.families;
  }

  /** Takes a line; gives the family that it belongs to. */
  private String line(String line, String before) {
    Matcher comment = COMMENT.matcher(line);
    if (comment.matches()) {
      return comment(comment, before);
    }
    Matcher sample = SAMPLE.matcher(line);
    require(sample.matches(), "a comment or a sample", line);
    String name = sample.group(1);
    require(name.equals(before), "samples behind the comments of their own family", line);
    Family family = families.get(name);
    require(family.type() != null, "a type before samples", line);
    double value = number(sample.group(3), line);
    require(!family.type().equals("counter") || value >= 0, "counters that are not negative", line);
    Double twice = family.samples.put(labels(sample.group(2), line), value);
    require(twice == null, "each sample once", line);
    return name;
  }

  private String comment(Matcher comment, String before) {
    String what = comment.group(1);
    String text = comment.group(3);
    String name = comment.group(2);
    require(NAME.matcher(name).matches(), "a name", name);
    if (isOpen) {
      // Only the type says which: a base that a _total was begun for, or that it follows on.
      boolean isCounter =
          what.equals("TYPE") ? text.equals("counter") : families.containsKey(name + "_total");
      name = isCounter ? name + "_total" : name;
    }
    Family family = families.get(name);
    require((family == null) != name.equals(before), "each family once, in one piece", name);
    if (family == null) {
      family = new Family();
      families.put(name, family);
    }
    require(family.samples.isEmpty(), "comments before samples", name);
    require(family.comments.put(what, text) == null, "each comment once", name);
    switch (what) {
      case "TYPE" -> require(TYPES.contains(text), "a known type", text);
      case "UNIT" -> require(isOpen && comment.group(2).endsWith("_" + text), "its unit", name);
      default -> require(HELP.matcher(text).matches(), "a help", name + " " + text);
    }
    return name;
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new HashMap<>();
    if (text == null) {
      return labels;
    }
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (label.lookingAt()) {
      require(labels.put(label.group(1), label.group(2)) == null, "each label once", line);
      end = label.end();
      label.region(end, text.length());
    }
    require(end == text.length() && !labels.isEmpty(), "well-formed labels", line);
    return labels;
  }

  private static double number(String text, String line) {
    require(
        text.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?|NaN|[-+]Inf"), "a number", line);
    return text.contains("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static void require(boolean met, String what, String where) {
    if (!met) {
      throw new AssertionError("there is to be " + what + ": " + where);
    }
  }
}
