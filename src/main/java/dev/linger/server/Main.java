package dev.linger.server;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code java -jar linger.war}: reads the configuration, starts a node, runs until it is told to
 * end.
 */
public final class Main {

  /** The configuration is wrong; what the BSDs call EX_CONFIG. */
  private static final int EXIT_CONFIG = 78;

  /** The address or the port can't be had: EX_OSERR. */
  private static final int EXIT_PORT = 71;

  /** The arguments are wrong: EX_USAGE. */
  private static final int EXIT_USAGE = 64;

  private static final String USAGE =
      """
      Linger, a long-polling server.

      java -jar linger.war                  start it; the configuration is in the environment
      java -jar linger.war --check-config   check the configuration, and exit
      java -jar linger.war --help           print this

      Each of these can also be set as a system property: LINGER_REDIS_URL is linger.redis.url.

      """;

  private Main() {}

  /** Starts the server, or does what the argument says. */
  public static void main(String[] args) throws Exception {
    ProcessLog.begin();
    switch (String.join(" ", args)) {
      case "" -> serve(configOrExit());
      case "--check-config" -> {
        configOrExit();
        System.out.println("the configuration is fine");
      }
      case "--help" -> System.out.print(USAGE + Settings.table());
      default -> exit(EXIT_USAGE, "unknown arguments; --help tells what there is");
    }
  }

  private static void serve(Config config) throws Exception {
    Logger log = LoggerFactory.getLogger(Main.class);
    log.info("{}", describeProcess());
    App app = App.start(config);
    String war = System.getProperty("dev.linger.war");
    JettyServer server = new JettyServer(app, war == null ? null : Path.of(war));
    try {
      server.bind();
    } catch (IOException e) {
      throw exit(EXIT_PORT, couldNotListen(config.listen(), e));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
    server.start();
    log.info("{}", app.admission());
    log.info(
        "ready at {} after {} ms", server.uri(), ManagementFactory.getRuntimeMXBean().getUptime());
    server.join();
  }

  private static void stop(JettyServer server) {
    try {
      server.stop();
    } catch (Exception e) {
      LoggerFactory.getLogger(Main.class).error("stopping went wrong", e);
    }
    ProcessLog.end();
  }

  /** What one wants to know first when looking at somebody else's log at night. */
  private static String describeProcess() {
    Runtime runtime = Runtime.getRuntime();
    return "Linger "
        + Objects.requireNonNullElse(
            Main.class.getPackage().getImplementationVersion(), "(unbuilt)")
        + ", process "
        + ProcessHandle.current().pid()
        + ", Java "
        + Runtime.version()
        + ", "
        + runtime.availableProcessors()
        + " processors, at most "
        + (runtime.maxMemory() >> 20)
        + " MiB of heap";
  }

  private static String couldNotListen(Config.Listen listen, IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return "can't listen at "
        + listen.host()
        + " port "
        + listen.port()
        + " ("
        + Settings.HOST.variable()
        + ", "
        + Settings.PORT.variable()
        + "): "
        + cause.getMessage();
  }

  private static Config configOrExit() {
    try {
      Config config =
          Config.read(
              List.of(
                  ConfigSource.systemProperties(System.getProperties()),
                  ConfigSource.environment(System.getenv()),
                  ConfigSource.defaults(Map.of(Settings.MODE.property(), "dev"))));
      if (config.entrance().logins().isOn()) {
        throw exit(EXIT_CONFIG, Settings.LOGIN.variable() + ": java -jar has no login of its own");
      }
      return config;
    } catch (ConfigException e) {
      throw exit(EXIT_CONFIG, String.valueOf(e.getMessage()));
    }
  }

  private static IllegalStateException exit(int status, String why) {
    PrintStream err = System.err;
    err.println(why);
    System.exit(status);
    return new IllegalStateException("exiting");
  }
}
