package dev.linger.server;

import dev.linger.access.Algorithm;
import dev.linger.access.ChannelPattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the texts of settings are read, and how their ranges are told. */
final class Readers {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Readers() {}

  static Setting<Integer> integer(String name, int fallback, int least, int most, String meaning) {
    return new Setting<>(
        name,
        Integer.toString(fallback),
        least + " to " + most,
        meaning,
        text -> Math.toIntExact(number(text, least, most)));
  }

  static Setting<Long> bytes(String name, long fallback, long least, long most, String meaning) {
    return new Setting<>(
        name,
        Long.toString(fallback),
        least + " to " + most + " bytes",
        meaning,
        text -> number(text, least, most));
  }

  static Setting<Duration> duration(
      String name, String fallback, String least, String most, String meaning) {
    return new Setting<>(
        name,
        fallback,
        least + " to " + most,
        meaning,
        text -> {
          Duration value = duration(text);
          if (value.compareTo(duration(least)) < 0 || value.compareTo(duration(most)) > 0) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        });
  }

  static Setting<Boolean> flag(String name, boolean fallback, String meaning) {
    return new Setting<>(
        name,
        Boolean.toString(fallback),
        "true or false",
        meaning,
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("not one of them");
          }
          return Boolean.valueOf(text);
        });
  }

  static <E extends Enum<E>> Setting<E> choice(
      String name, Class<E> type, E fallback, String meaning) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    return new Setting<>(
        name,
        fallback.name().toLowerCase(Locale.ROOT),
        String.join(" or ", names),
        meaning,
        text -> {
          if (!names.contains(text)) {
            throw new IllegalArgumentException("not one of them");
          }
          return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
  }

  /** What is between commas, without white space around it; nothing of nothing. */
  static Stream<String> list(String text) {
    return text.isEmpty() ? Stream.of() : Arrays.stream(text.split(",", -1)).map(String::strip);
  }

  /** Names of algorithms. */
  static Set<Algorithm> algorithms(String text) {
    return list(text)
        .map(
            name ->
                Algorithm.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("not one of them")))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Something to compare a claim with. */
  static String claim(String text) {
    if (text.isEmpty()
        || text.length() > 200
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a name of 1 to 200 characters is needed");
    }
    return text;
  }

  /** Patterns of channels. A user's own is not for everybody, however it came about. */
  static List<ChannelPattern> publicChannels(String text) {
    if (list(text).anyMatch(pattern -> pattern.startsWith("user:"))) {
      throw new IllegalArgumentException("user: has what is told to nobody else");
    }
    return list(text).map(ChannelPattern::new).toList();
  }

  /** {@code 500ms}, {@code 25s}, {@code 5m}, {@code 1h}, {@code 7d}. */
  static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("a duration is a number with ms, s, m, h or d");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static long number(String text, long least, long most) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("a whole number is needed");
    }
    long value = Long.parseLong(text);
    if (value < least || value > most) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }
}
