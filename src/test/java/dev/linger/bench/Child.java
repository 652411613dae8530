package dev.linger.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of ours that answers each line it is sent with a line. What it logs goes to a file
 * below {@code target/bench}.
 */
final class Child implements AutoCloseable {

  /** What a line that answers begins with. */
  static final String REPLY = "= ";

  private final String name;
  private final Process process;
  private final Writer commands;
  private final BufferedReader replies;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.replies = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param java the {@code java} to run it with
   * @param flags for the virtual machine
   * @param main on our own class path
   */
  static Child start(
      String name, String java, List<String> flags, Class<?> main, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    try {
      Path folder = Files.createDirectories(Path.of("target", "bench"));
      Process process =
          new ProcessBuilder(command).redirectError(folder.resolve(name + ".log").toFile()).start();
      return new Child(name, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The {@code java} that runs us. */
  static String ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path log(String name) {
    return Path.of("target", "bench", name + ".log");
  }

  /** What a child knows. */
  @FunctionalInterface
  interface Answers {
    Object to(String line) throws IOException;
  }

  /** In the child: answers each line, until nobody can ask any more. */
  static void answer(Answers answers) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(REPLY + answers.to(line));
    }
  }

  /** Sends a line and waits for the one that answers it. */
  String ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      for (String line = replies.readLine(); line != null; line = replies.readLine()) {
        // The virtual machine itself may print other lines, if it was given flags that make it.
        if (line.startsWith(REPLY)) {
          return line.substring(REPLY.length());
        }
      }
      throw new IllegalStateException(name + " has ended: " + Files.readString(log(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  long askNumber(String command) {
    return Long.parseLong(ask(command));
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
