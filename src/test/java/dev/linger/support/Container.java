package dev.linger.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the WAR runs, and how each of them is started: by {@code java}, never by its scripts. */
public enum Container {
  JAVA_JAR("", ""),
  TOMCAT_10("apache-tomcat-10.", ""),
  TOMCAT_11("apache-tomcat-11.", ""),
  /** Finds us through {@code META-INF/web-fragment.xml}. */
  JETTY("jetty-home-", "http,forwarded,ee10-deploy,graceful"),
  /** Finds us through {@code META-INF/services} as well. */
  JETTY_ANNOTATIONS("jetty-home-", "http,forwarded,ee10-deploy,ee10-annotations,graceful"),
  WILDFLY("wildfly-", "");

  /** Where the build unpacked the containers. */
  private static final String HOMES = System.getProperty("linger-test.containers", "");

  private final String home;
  private final String modules;

  Container(String home, String modules) {
    this.home = home;
    this.modules = modules;
  }

  /** True for all but {@code java -jar}. */
  public boolean deploys() {
    return this != JAVA_JAR;
  }

  boolean isJetty() {
    return !modules.isEmpty();
  }

  /** Prepares a base folder and returns the command that runs the container there. */
  List<String> prepare(Path base, int port, Path war) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-Djava.io.tmpdir=" + Files.createDirectory(base.resolve("temp")));
    if (isJetty()) {
      command.addAll(jetty(base, port));
    } else if (this == WILDFLY) {
      command.addAll(wildfly(base, port));
    } else if (deploys()) {
      command.addAll(tomcat(base, port));
    } else {
      command.addAll(List.of("-Dlinger.port=" + port, "-jar", war.toAbsolutePath().toString()));
    }
    return command;
  }

  private List<String> tomcat(Path base, int port) throws IOException {
    Path bin = home().resolve("bin");
    Path conf = Files.createDirectory(base.resolve("conf"));
    Files.copy(home().resolve("conf/web.xml"), conf.resolve("web.xml"));
    Files.writeString(conf.resolve("server.xml"), SERVER_XML.formatted(port));
    return List.of(
        "-Dcatalina.home=" + home(),
        "-Dcatalina.base=" + base,
        "-cp",
        bin.resolve("bootstrap.jar") + ":" + bin.resolve("tomcat-juli.jar"),
        "org.apache.catalina.startup.Bootstrap",
        "start");
  }

  private List<String> jetty(Path base, int port) throws IOException {
    Files.createDirectory(base.resolve("environments"));
    return List.of(
        "-jar",
        home().resolve("start.jar").toString(),
        "jetty.home=" + home(),
        "jetty.base=" + base,
        "--module=" + modules,
        "jetty.http.host=127.0.0.1",
        "jetty.http.port=" + port,
        "jetty.deploy.scanInterval=1",
        // As operations.md says: with its one second, whose answer is on its way then is cut off.
        "jetty.graceful.shutdownIdleTimeout=5000",
        "jetty.server.stopTimeout=10000");
  }

  private List<String> wildfly(Path base, int port) throws IOException {
    Path conf = Files.createDirectory(base.resolve("configuration"));
    Path logging = conf.resolve("logging.properties");
    Files.copy(home().resolve("standalone/configuration/logging.properties"), logging);
    Files.copy(
        Path.of("src/test/resources/containers/wildfly.xml"), conf.resolve("standalone.xml"));
    return List.of(
        "-Djboss.home.dir=" + home(),
        "-Djboss.server.base.dir=" + base,
        "-Djboss.server.log.dir=" + base.resolve("logs"),
        "-Djboss.http.port=" + port,
        "-Dlogging.configuration=" + logging.toUri(),
        // As its own script has them.
        "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
        "--add-opens=java.base/java.security=ALL-UNNAMED",
        "-jar",
        home().resolve("jboss-modules.jar").toString(),
        "-mp",
        home().resolve("modules").toString(),
        "org.jboss.as.standalone");
  }

  private Path home() throws IOException {
    try (var folders = Files.list(Path.of(HOMES))) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(home))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Tomcat's default, less what we do not use. Looks for removed applications every second, and
   * believes a proxy on this machine.
   */
  private static final String SERVER_XML =
      """
      <Server port="-1">
        <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener"/>
        <Listener className="org.apache.catalina.core.ThreadLocalLeakPreventionListener"/>
        <Service name="Catalina">
          <Connector port="%d" address="127.0.0.1" protocol="HTTP/1.1"/>
          <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
            <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true">
              <Valve className="org.apache.catalina.valves.RemoteIpValve"/>
            </Host>
          </Engine>
        </Service>
      </Server>
      """;
}
