package dev.linger.server;

import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from several sources, the first that has one wins, and gathers all that is wrong.
 * An unknown name with our prefix is wrong, too: a mistyped limit must not be no limit.
 */
final class ConfigReader {

  private static final Set<Setting<?>> URLS =
      Set.of(Settings.REDIS_URL, Settings.BRIDGE_REDIS_URL, Settings.TOKEN_JWKS);

  private final List<ConfigSource> sources;
  private final List<String> problems = new ArrayList<>();

  ConfigReader(List<ConfigSource> sources) {
    this.sources = sources;
    sources.forEach(this::checkNames);
  }

  /** The value; the default's if what is set is wrong, which is noted. */
  <T> T read(Setting<T> setting) {
    for (ConfigSource source : sources) {
      String name = source.spelling().apply(setting);
      @Nullable String text = source.values().get(name);
      if (text != null) {
        try {
          return setting.reader().read(text.strip());
        } catch (IllegalArgumentException e) {
          problems.add(
              name
                  + "="
                  + shown(setting, text)
                  + ": "
                  + e.getMessage()
                  + "; allowed: "
                  + setting.allowed());
          break;
        }
      }
    }
    return setting.reader().read(setting.fallback());
  }

  /** Whether somebody has set it, to whatever it may be. */
  boolean isSet(Setting<?> setting) {
    return sources.stream()
        .map(source -> source.values().get(source.spelling().apply(setting)))
        .anyMatch(text -> text != null && !text.isBlank());
  }

  /** Notes something that only shows when several settings are seen together. */
  void problem(String text) {
    problems.add(text);
  }

  /** Throws if anything was wrong. */
  void finish() throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void checkNames(ConfigSource source) {
    List<String> known = Settings.ALL.stream().map(source.spelling()).toList();
    source.values().keySet().stream()
        .filter(name -> name.startsWith(source.prefix()) && !known.contains(name))
        .sorted()
        .forEach(
            name ->
                problems.add(
                    name
                        + ": unknown "
                        + source.what()
                        + "; the nearest is "
                        + nearest(name, known)));
  }

  /**
   * A URL may hold a password, and problems end up in logs. What is wrong may be just how it was
   * written, so nothing before the last @ is shown, nor anything behind a question mark. And what
   * should be the name of a file with a secret may be the secret.
   */
  private static String shown(Setting<?> setting, String text) {
    if (setting.equals(Settings.TOKEN_SECRET_FILE) || setting.equals(Settings.TLS_PASSWORD_FILE)) {
      return new File(text).isFile() ? text : "…";
    }
    if (!URLS.contains(setting)) {
      return text;
    }
    String host = text.substring(text.lastIndexOf('@') + 1).replaceAll("[?#].*", "…");
    return host.length() == text.length() ? text : "…" + host;
  }

  private static String nearest(String name, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .orElseThrow();
  }

  /** Levenshtein's distance: how many letters must be changed, added or removed. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
