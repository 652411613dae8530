package dev.linger.server;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code java -jar linger.war}: reads the configuration, starts a node, runs until it is told to
 * end.
 */
public final class Main {

  /** The configuration is wrong; what the BSDs call EX_CONFIG. */
  private static final int EXIT_CONFIG = 78;

  /** The arguments are wrong. */
  private static final int EXIT_USAGE = 64;

  private static final String LOG_FORMAT =
      "%1$tY-%1$tm-%1$tdT%1$tH:%1$tM:%1$tS.%1$tL%1$tz %4$-7s %3$s: %5$s%6$s%n";

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
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty("java.util.logging.SimpleFormatter.format", LOG_FORMAT);
    }
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
    App app = App.start(config);
    String war = System.getProperty("dev.linger.war");
    JettyServer server = new JettyServer(app, war == null ? null : Path.of(war));
    server.stopAtShutdown();
    server.start();
    log.info("dev mode: everybody may do everything, so only this machine is let in");
    log.info(
        "ready at {} after {} ms", server.uri(), ManagementFactory.getRuntimeMXBean().getUptime());
    server.join();
  }

  private static Config configOrExit() {
    try {
      return Config.read(
          List.of(
              ConfigSource.systemProperties(System.getProperties()),
              ConfigSource.environment(System.getenv()),
              ConfigSource.defaults(Map.of(Settings.MODE.property(), "dev"))));
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
