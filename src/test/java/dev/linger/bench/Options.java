package dev.linger.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a load can be told, as {@code name=value}.
 *
 * @param polls how many are parked
 * @param post POST polls, else GET
 * @param warmUp how many rounds are not counted
 * @param rounds how many are
 * @param java what runs the servers
 * @param flags for their virtual machines
 */
record Options(int polls, boolean post, int warmUp, int rounds, String java, List<String> flags) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "polls", "15000",
          "method", "post",
          "warmup", "10",
          "rounds", "20",
          "java", Child.ownJava(),
          "jvm", "-Xms1g -Xmx1g");

  static Options read(String[] args) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length < 2 || !DEFAULTS.containsKey(pair[0])) {
        throw new IllegalArgumentException(arg + "; known are " + DEFAULTS);
      }
      values.put(pair[0], pair[1]);
    }
    return new Options(
        Integer.parseInt(values.get("polls")),
        values.get("method").equals("post"),
        Integer.parseInt(values.get("warmup")),
        Integer.parseInt(values.get("rounds")),
        values.get("java"),
        Arrays.stream(values.get("jvm").split(" ")).filter(flag -> !flag.isEmpty()).toList());
  }
}
