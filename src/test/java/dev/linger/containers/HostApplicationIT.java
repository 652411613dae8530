package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.support.Container;
import dev.linger.support.Http;
import dev.linger.support.NodeProcess;
import dev.linger.support.ParkedPolls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The library jar inside somebody else's application, which has a web.xml of its own. */
class HostApplicationIT {

  /** As strict as can be: no fragments are looked at, so the listener is named here. */
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        %s
        <listener>
          <listener-class>dev.linger.server.ContainerListener</listener-class>
        </listener>
      </web-app>
      """;

  private static final String PARAM =
      "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>";

  /** Members log in with a form; the rest of the forum is open, and Linger with it. */
  private static final String LOGIN =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>members</web-resource-name>
          <url-pattern>/members.html</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>member</role-name></auth-constraint>
      </security-constraint>
      <login-config>
        <auth-method>FORM</auth-method>
        <form-login-config>
          <form-login-page>/login.html</form-login-page>
          <form-error-page>/failed.html</form-error-page>
        </form-login-config>
      </login-config>
      <security-role><role-name>member</role-name></security-role>
      """;

  /** Tomcat's simplest users, out of a file of the application. */
  private static final Map<String, String> TOMCAT_USERS =
      Map.of(
          "META-INF/context.xml",
          """
          <Context>
            <Realm className="org.apache.catalina.realm.MemoryRealm"
                pathname="webapps/linger/WEB-INF/users.xml"/>
          </Context>
          """,
          "WEB-INF/users.xml",
          """
          <tomcat-users><user username="ada" password="secret" roles="member"/></tomcat-users>
          """);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"TOMCAT_11", "JETTY", "JETTY_ANNOTATIONS", "WILDFLY"})
  void it_serves_beside_what_is_there(Container container) throws Exception {
    Path forum = forum(PARAM.formatted("linger.mode", "dev"), Map.of());
    try (NodeProcess node = NodeProcess.start(container, forum, Map.of());
        Http http = new Http()) {
      Nodes.awaitReady(node, http);
      assertThat(http.get(node.uri().resolve("index.html")).body()).isEqualTo("the forum");
      try (ParkedPolls polls = new ParkedPolls(node.uri(), "thread:42", 1)) {
        await().until(() -> Nodes.parked(node, http) == 1);
        Http.Reply published =
            http.post(node.uri().resolve("events"), "{\"channel\":\"thread:42\",\"data\":{}}");
        assertThat(published.status()).as(published.body()).isEqualTo(201);
        assertThat(polls.replies(Duration.ofSeconds(5)).get(0).json().at("/events/0/id"))
            .isEqualTo(published.json().at("/ids/0"));
      }
      assertThat(http.send("PUT", node.uri().resolve("poll"), null).code())
          .isEqualTo("method_not_allowed");
      // What is not ours is left to the forum and its container.
      assertThat(http.get(node.uri().resolve("nothing")).headers().get("content-type"))
          .doesNotContain("problem+json");
      assertThat(node.log()).containsOnlyOnce("serving from memory").doesNotContain("Exception");
    }
  }

  @Test
  void who_has_logged_in_to_the_forum_in_tomcat_is_known_to_linger() throws Exception {
    String web =
        PARAM.formatted("linger.mode", "production") + PARAM.formatted("linger.login", "true");
    Map<String, String> pages = new HashMap<>(TOMCAT_USERS);
    for (String page : List.of("members.html", "login.html", "failed.html")) {
      pages.put(page, page);
    }
    try (NodeProcess node =
            NodeProcess.start(Container.TOMCAT_11, forum(web + LOGIN, pages), Map.of());
        Http http = new Http()) {
      Nodes.awaitReady(node, http);
      URI poll = node.uri().resolve("poll?channel=user:me");
      String[] ada = {"Cookie", login(node, http, "secret"), "Sec-Fetch-Site", "same-origin"};
      assertThat(http.get(node.uri().resolve("members.html"), ada).body())
          .isEqualTo("members.html");

      Http.Reply known = http.get(poll, ada);
      assertThat(known.status()).as(known.body()).isEqualTo(200);
      String cursor = known.json().path("cursor").asText();
      CompletableFuture<Http.Reply> parked =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return http.get(URI.create(poll + "&hold=20&cursor=" + cursor), ada);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      await().until(() -> Nodes.parked(node, http) == 1);
      // A page of somebody else's makes the browser send the cookie, and says so.
      assertThat(http.get(poll, "Cookie", ada[1], "Sec-Fetch-Site", "cross-site").status())
          .isEqualTo(401);
      assertThat(http.get(poll).status()).isEqualTo(401);
      String[] eve = {"Cookie", login(node, http, "wrong"), "Sec-Fetch-Site", "same-origin"};
      assertThat(http.get(poll, eve).status()).isEqualTo(401);
      node.undeploy();
      assertThat(parked.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  /** The cookie after the attempt, as a browser has it. */
  private static String login(NodeProcess node, Http http, String password) throws IOException {
    String before = cookie(http.get(node.uri().resolve("members.html")));
    Http.Reply reply =
        http.post(
            node.uri().resolve("j_security_check"),
            "j_username=ada&j_password=" + password,
            "Cookie",
            before,
            "Content-Type",
            "application/x-www-form-urlencoded");
    return reply.headers().containsKey("set-cookie") ? cookie(reply) : before;
  }

  private static String cookie(Http.Reply reply) {
    return reply.headers().get("set-cookie").replaceAll(";.*", "");
  }

  /** A forum with Linger in it: what its web.xml says besides, and its files besides. */
  private Path forum(String web, Map<String, String> files) throws IOException {
    Path war = folder.resolve("forum.war");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(war));
        ZipFile linger = new ZipFile(NodeProcess.WAR.toFile())) {
      add(out, "index.html", "the forum".getBytes(StandardCharsets.UTF_8));
      add(out, "WEB-INF/web.xml", WEB_XML.formatted(web).getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, String> file : files.entrySet()) {
        add(out, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
      Path library = NodeProcess.WAR.resolveSibling("linger-classes.jar");
      add(out, "WEB-INF/lib/linger-classes.jar", Files.readAllBytes(library));
      for (ZipEntry entry : Collections.list(linger.entries())) {
        String name = entry.getName();
        if (name.matches("WEB-INF/lib/(?!linger-).*[.]jar")) {
          try (InputStream in = linger.getInputStream(entry)) {
            add(out, name, in.readAllBytes());
          }
        }
      }
    }
    return war;
  }

  private static void add(ZipOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
