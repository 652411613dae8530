package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar linger.war} as a command: what it says, where, and how it ends. */
class CommandLineIT {

  @TempDir private Path folder;

  private record Ended(int status, String out, String err) {}

  @Test
  void help_prints_every_setting() throws Exception {
    Ended help = run(Map.of(), "--help");
    assertThat(help.status()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains("java -jar linger.war --check-config")
        .contains("LINGER_REDIS_URL", "LINGER_POLL_HOLD", "default: 25s", "allowed: 0s to 10m");
  }

  @Test
  void a_good_configuration_passes_the_check() throws Exception {
    Ended checked = run(Map.of("LINGER_POLL_HOLD", "20s"), "--check-config");
    assertThat(checked).isEqualTo(new Ended(0, "the configuration is fine\n", ""));
  }

  @Test
  void a_bad_configuration_fails_the_check_with_all_that_is_wrong_on_standard_error()
      throws Exception {
    Map<String, String> bad =
        Map.of(
            "LINGER_PORT", "80800",
            "LINGER_POLL_HOLDS", "20s",
            "LINGER_REDIS_URL", "redis://:secret@127.0.0.1:x");
    for (String argument : new String[] {"--check-config", ""}) {
      Ended checked = run(bad, argument);
      assertThat(checked.status()).isEqualTo(78);
      assertThat(checked.out()).isEmpty();
      assertThat(checked.err().lines())
          .hasSize(4)
          .anyMatch(line -> line.startsWith("  LINGER_PORT=80800: out of range"))
          .anyMatch(line -> line.startsWith("  LINGER_POLL_HOLDS: unknown environment variable"))
          .anyMatch(line -> line.startsWith("  LINGER_REDIS_URL=…127.0.0.1:x: "));
      assertThat(checked.err()).doesNotContain("secret");
    }
  }

  @Test
  void production_does_not_start() throws Exception {
    Ended refused = run(Map.of("LINGER_MODE", "production"));
    assertThat(refused.status()).isEqualTo(78);
    assertThat(refused.err()).contains("no access configuration");
  }

  @Test
  void an_unknown_argument_is_refused() throws Exception {
    for (String argument : new String[] {"--port=80", "start", "--help --check-config"}) {
      Ended refused = run(Map.of(), argument.split(" "));
      assertThat(refused)
          .isEqualTo(new Ended(64, "", "unknown arguments; --help tells what there is\n"));
    }
  }

  @Test
  void a_port_that_is_taken_is_told_in_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Ended refused = run(Map.of("LINGER_PORT", port));
      assertThat(refused.status()).isEqualTo(71);
      assertThat(refused.err())
          .contains("can't listen at 127.0.0.1 port " + port)
          .contains("Address already in use")
          .doesNotContain("\tat ", "Exception");
    }
  }

  @Test
  void the_log_of_a_short_life_is_a_few_lines() throws Exception {
    Process process = start(Map.of("LINGER_PORT", "0"));
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> text("err").contains("ready at http"));
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(text("out")).isEmpty();
    assertThat(text("err").lines().map(line -> line.replaceAll("^[^ ]+ +INFO +[^:]+: ", "")))
        .hasSize(6)
        .allMatch(line -> !line.contains("INFO"))
        .anyMatch(line -> line.matches("Linger [^,]*[0-9][^,]*, process [0-9]+, Java .*"))
        .contains("serving from memory", "draining 0 parked polls")
        .endsWith("stopped");
  }

  private Ended run(Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(variables, arguments);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(temporaryFiles()).as("left over").isEmpty();
    return new Ended(process.exitValue(), text("out"), text("err"));
  }

  private Process start(Map<String, String> variables, String... arguments) throws IOException {
    Path temp = Files.createDirectories(folder.resolve("temp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temp);
    command.addAll(List.of("-jar", NodeProcess.WAR.toString()));
    Stream.of(arguments).filter(argument -> !argument.isEmpty()).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LINGER_"));
    builder.environment().putAll(variables);
    return builder
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("temp"))) {
      return files.toList();
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
