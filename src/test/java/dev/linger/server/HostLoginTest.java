package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.access.AccessPolicy;
import dev.linger.access.Caller;
import dev.linger.event.ChannelName;
import dev.linger.support.Client;
import dev.linger.support.Http;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Credential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Linger in somebody's application, whose users have logged in there with a form and a cookie, and
 * whose policy says what they may do.
 */
class HostLoginTest {

  private static final String APP = "https://app.example";

  private final Server server = new Server();
  private final ServletContextHandler context =
      new ServletContextHandler(
          "/", ServletContextHandler.SESSIONS | ServletContextHandler.SECURITY);
  private Client client;
  private URI uri;

  /** Moderators read everything, others the threads; who is logged in may publish in threads. */
  private static final AccessPolicy POLICY =
      new AccessPolicy() {
        @Override
        public boolean mayRead(Caller caller, ChannelName channel) {
          if (channel.value().equals("thread:throws")) {
            throw new IllegalStateException("the forum's database is away");
          }
          return caller.groups().contains("moderator")
              || (caller.user() != null && channel.value().equals("user:" + caller.user()))
              || channel.value().startsWith("thread:");
        }

        @Override
        public boolean mayPublish(Caller caller, ChannelName channel) {
          return caller.user() != null && channel.value().startsWith("thread:");
        }
      };

  @BeforeEach
  void start() throws Exception {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    context.setInitParameter("linger.mode", "production");
    context.setInitParameter("linger.login", "true");
    context.setInitParameter("linger.login.roles", "moderator,absent");
    context.setInitParameter("linger.origins", APP);
    context.addEventListener(new ContainerListener());
    context.addServlet(DefaultServlet.class, "/");
    context.setBaseResourceAsString("src/test/resources");
    context.setSecurityHandler(security());
    server.setHandler(context);
    server.start();
    uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
    client = new Client(uri);
  }

  private static ConstraintSecurityHandler security() {
    UserStore users = new UserStore();
    users.addUser("ada", Credential.getCredential("secret"), new String[] {"user", "moderator"});
    users.addUser("bob", Credential.getCredential("secret"), new String[] {"user"});
    users.addUser("me", Credential.getCredential("secret"), new String[] {"user"});
    HashLoginService logins = new HashLoginService("forum");
    logins.setUserStore(users);
    ConstraintSecurityHandler security = new ConstraintSecurityHandler();
    security.setLoginService(logins);
    security.setAuthenticator(new FormAuthenticator("/login", "/failed", false));
    ConstraintMapping members = new ConstraintMapping();
    members.setPathSpec("/members/*");
    members.setConstraint(Constraint.from("user"));
    security.addConstraintMapping(members);
    return security;
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.stop();
  }

  private void registerPolicy() {
    // The one line, here even after everything has started.
    context.getServletContext().setAttribute(AccessPolicy.class.getName(), POLICY);
  }

  private String own() {
    return "http://127.0.0.1:" + uri.getPort();
  }

  private String login(String user) throws IOException {
    try (Http http = new Http()) {
      Http.Reply form =
          http.post(
              uri.resolve("j_security_check"),
              "j_username=" + user + "&j_password=secret",
              "Content-Type",
              "application/x-www-form-urlencoded");
      assertThat(form.headers().get("location")).as(form.toString()).doesNotContain("failed");
      return form.headers().getOrDefault("set-cookie", "").replaceAll(";.*", "");
    }
  }

  @Test
  void who_has_logged_in_is_known_by_it_and_their_roles_are_groups() throws IOException {
    registerPolicy();
    String ada = login("ada");
    assertThat(poll("user:me", "Cookie", ada, "Origin", own()).status()).isEqualTo(200);
    assertThat(poll("anything", "Cookie", ada, "Origin", own()).status()).isEqualTo(200);
    String bob = login("bob");
    assertThat(poll("user:me", "Cookie", bob, "Origin", own()).status()).isEqualTo(200);
    assertThat(poll("anything", "Cookie", bob, "Origin", own()).code()).isEqualTo("forbidden");
    assertThat(poll("user:ada", "Cookie", bob, "Origin", own()).code()).isEqualTo("forbidden");
    assertThat(poll("user:me", "Origin", own()).code()).isEqualTo("unauthorized");
  }

  @Test
  void without_a_policy_nobody_may_do_anything_but_read_the_forum_and_their_own() throws Exception {
    String ada = login("ada");
    assertThat(poll("forum", "Cookie", ada, "Origin", own()).status()).isEqualTo(200);
    assertThat(poll("user:me", "Cookie", ada, "Origin", own()).status()).isEqualTo(200);
    assertThat(poll("thread:1", "Cookie", ada, "Origin", own()).code()).isEqualTo("forbidden");
    assertThat(publish("thread:1", "Cookie", ada, "Origin", own()).code()).isEqualTo("forbidden");
    assertThat(poll("forum").code()).isEqualTo("forbidden");
  }

  @Test
  void a_policy_that_fails_or_is_none_has_said_no() throws IOException {
    registerPolicy();
    assertThat(poll("thread:1").status()).isEqualTo(200);
    assertThat(poll("thread:throws").code()).isEqualTo("forbidden");
    context.getServletContext().setAttribute(AccessPolicy.class.getName(), "not a policy");
    String ada = login("ada");
    assertThat(poll("thread:1", "Cookie", ada, "Origin", own()).code()).isEqualTo("forbidden");
    assertThat(poll("forum", "Cookie", ada, "Origin", own()).code()).isEqualTo("forbidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ."})
  void no_token_is_taken_where_none_is_known(String token) throws IOException {
    registerPolicy();
    String ada = login("ada");
    assertThat(
            poll("user:me", "Cookie", ada, "Origin", own(), "Authorization", "Bearer " + token)
                .status())
        .isEqualTo(401);
  }

  @Test
  void a_name_that_stands_for_everybody_is_nobodys() throws IOException {
    registerPolicy();
    assertThat(poll("thread:1", "Cookie", login("me"), "Origin", own()).status()).isEqualTo(401);
  }

  /** A browser adds the cookie to whatever any page makes it send. */
  @ParameterizedTest
  @CsvSource({
    "Accept, */*, false",
    "Sec-Fetch-Site, cross-site, false",
    "Sec-Fetch-Site, same-site, false",
    "Sec-Fetch-Site, none, false",
    "Sec-Fetch-Site, same-origin, true",
    "Referer, https://evil.example/, false",
    "Referer, https://evil.example/https://app.example/, false",
    "Referer, https://app.example.evil.example/, false",
    "Referer, https://app.example@evil.example/, false",
    "Referer, https://app.example/page?x, true",
    "Referer, https://app.example, true",
    "Origin, https://app.example, true"
  })
  void a_post_counts_as_the_users_only_if_it_proves_to_come_from_a_page_of_ours(
      String name, String value, boolean counts) throws IOException {
    registerPolicy();
    String ada = login("ada");
    Http.Reply reply =
        publish("thread:1", "Cookie", ada, "Content-Type", "text/plain", name, value);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(counts ? 201 : 403);
  }

  @Test
  void a_referer_of_its_own_is_a_proof_for_a_browser_that_sends_nothing_else() throws IOException {
    registerPolicy();
    String ada = login("ada");
    assertThat(publish("thread:1", "Cookie", ada, "Referer", own() + "/page").status())
        .isEqualTo(201);
    // Whoever sends the newer one is not asked for the older.
    assertThat(
            publish(
                    "thread:1",
                    "Cookie",
                    ada,
                    "Referer",
                    own() + "/page",
                    "Sec-Fetch-Site",
                    "cross-site")
                .status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, */*, 401",
    "Sec-Fetch-Site, cross-site, 401",
    "Sec-Fetch-Site, same-site, 401",
    "Sec-Fetch-Site, same-origin, 200",
    "Sec-Fetch-Site, none, 200",
    "Origin, https://evil.example, 403",
    "Origin, null, 403",
    "Origin, https://app.example, 200"
  })
  void so_does_a_get_and_a_stream(String name, String value, int status) throws IOException {
    registerPolicy();
    String ada = login("ada");
    assertThat(client.get("poll?channel=user:me", "Cookie", ada, name, value).status())
        .isEqualTo(status);
    if (status != 200) {
      assertThat(client.get("stream?channel=user:me", "Cookie", ada, name, value).status())
          .isEqualTo(status);
    }
  }

  @Test
  void only_allowed_pages_may_send_cookies_and_are_never_called_a_star() throws IOException {
    registerPolicy();
    String ada = login("ada");
    Http.Reply reply = poll("user:me", "Cookie", ada, "Origin", APP);
    assertThat(reply.headers())
        .containsEntry("access-control-allow-origin", APP)
        .containsEntry("access-control-allow-credentials", "true")
        .containsEntry("vary", "Origin");
    for (String origin : new String[] {"https://evil.example", "null", "*"}) {
      Http.Reply refused = poll("user:me", "Cookie", ada, "Origin", origin);
      assertThat(refused.code()).isEqualTo("forbidden_origin");
      assertThat(refused.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
    assertThat(poll("user:me", "Cookie", ada, "Origin", own()).headers())
        .doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void a_parked_poll_is_answered_to_the_one_who_asked() throws Exception {
    registerPolicy();
    String ada = login("ada");
    String cursor = Client.cursorOf(poll("user:me", "Cookie", ada, "Origin", own()));
    CompletableFuture<Http.Reply> parked =
        client.pollLater(
            Client.after(cursor, 20, "user:me", "thread:1"), "Cookie", ada, "Origin", own());
    await()
        .until(
            () -> {
              publish("thread:1", "Cookie", ada, "Origin", own());
              return parked.isDone();
            });
    assertThat(parked.join().json().at("/events/0/channel").asText()).isEqualTo("thread:1");
  }

  private Http.Reply poll(String channel, String... headers) {
    return client.poll("{\"channels\":[\"" + channel + "\"]}", headers);
  }

  private Http.Reply publish(String channel, String... headers) {
    return client.publish("{\"channel\":\"" + channel + "\",\"data\":{}}", headers);
  }
}
