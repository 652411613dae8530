package dev.linger.http;

import static dev.linger.support.Client.after;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.LogLines;
import dev.linger.support.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do everything slowly: three for each thread of the server, so that a thread held for
 * one of them would be missed by the others. Every byte that they send comes long before any
 * time-out for silence.
 */
class SlowlorisTest {

  private static final int THREADS = 8;
  private static final int SLOW = 3 * THREADS;

  /** A thread that one of them holds is seen; each is a lot of work, so they are few. */
  private static final int READERS = 4;

  private static final int CONNECTIONS = 60;

  /** More than the buffers between two sockets hold of answers. */
  private static final int MANY = 16 << 20;

  private static final Duration IDLE = Duration.ofSeconds(5);

  /** A busy machine's share is in it; the server looks once a second. */
  private static final Duration BOUND = IDLE.plusSeconds(8);

  /**
   * What an HTTP/2 connection begins with: its preface, no settings, and a head of one byte (GET)
   * that has more to come.
   */
  private static final byte[] HTTP2_HEAD =
      HexFormat.of()
          .parseHex(
              HexFormat.of().formatHex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII))
                  + "000000040000000000"
                  + "00000101010000000182");

  /** As long as a thread would be held by whoever holds one; a poll is answered in milliseconds. */
  private static final Duration SOON = Duration.ofSeconds(3);

  @TempDir private static Path folder;
  private static Path files;

  private final List<RawHttp> slow = new ArrayList<>();
  private LogLines log;
  private TestNode node;
  private Client client;

  @BeforeAll
  static void pack() throws IOException {
    files = folder.resolve("files.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(files))) {
      jar.putNextEntry(new ZipEntry("small.js"));
      jar.write(new byte[1_000]);
      jar.putNextEntry(new ZipEntry("large.js"));
      jar.write(new byte[100_000]);
    }
  }

  @BeforeEach
  void start() {
    log = new LogLines();
    node =
        TestNode.serving(
            files,
            "threads",
            "" + THREADS,
            "poll.at-once",
            "4",
            "connections",
            "" + CONNECTIONS,
            "client.idle-timeout",
            IDLE.toSeconds() + "s",
            "client.body-timeout",
            "2s",
            "client.read-timeout",
            "2s");
    client = new Client(node.uri());
  }

  @AfterEach
  void nothing_is_left_of_them() throws IOException {
    for (RawHttp each : slow) {
      each.close();
    }
    await().until(() -> node.served() == 0);
    await().until(() -> TestNode.busyThreads().isEmpty());
    client.close();
    node.close();
    assertThat(log.complaints()).noneMatch(line -> !line.contains("LINGER_CONNECTIONS"));
    log.close();
  }

  @Test
  void a_head_that_drips_is_cut_off_however_far_it_has_come() throws Exception {
    for (int i = 0; i < SLOW / 4; i++) {
      open();
      open().send("GET /poll HTTP/1.1\r\n");
      open().send("POST /events HTTP/1.1\r\nHost: a\r\nX-A: ");
      RawHttp known = open().send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(known.reply().status()).isEqualTo(200);
    }
    dripUntilCut("a");
  }

  @Test
  void a_connection_on_which_nothing_comes_is_cut_off() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      open();
    }
    dripUntilCut("");
  }

  /** Each of these frames is a whole one, and none of them ends the head. */
  @Test
  void a_head_that_drips_over_http_2_is_cut_off() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      open().send(HTTP2_HEAD);
    }
    byte[] continuation = HexFormat.of().parseHex("000001" + "09" + "00" + "00000001" + "84");
    long begun = System.nanoTime();
    othersAreAnsweredUntil(
        () -> slow.removeIf(each -> isCut(each, continuation)) && slow.isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
  }

  @Test
  void bodies_that_drip_hold_no_thread_and_are_given_up() throws Exception {
    for (int i = 0; i < SLOW / 3; i++) {
      open().send(RawHttp.post("/poll", 1_000));
      open().send(RawHttp.post("/events", 1_000));
      open().send(RawHttp.post("/send", 1_000));
    }
    dripUntilCut(" ");
  }

  /** Small files and problems, too: whatever is written must not be waited for by a thread. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/small.js", "/large.js", "/nothing", "/WEB-INF/web.xml", "/health/live", "/%zz"})
  void answers_that_nobody_reads_hold_no_thread(String path) throws Exception {
    nobodyReads(node, path);
    othersAreAnsweredUntil(() -> true);
  }

  @Test
  void nor_do_the_refusals_of_those_who_ask_too_much() throws Exception {
    try (TestNode strict = TestNode.start("limit.requests", "1/1")) {
      nobodyReads(strict, "/poll?channel=a");
    }
  }

  @Test
  void the_connections_have_a_bound_and_who_waits_comes_in_when_others_are_cut_off()
      throws Exception {
    for (int i = 0; i < CONNECTIONS + 5; i++) {
      open();
    }
    await().until(() -> log.complaints().size() == 1);
    assertThat(log.complaints().get(0)).contains(CONNECTIONS + " connections are open");
    try (RawHttp late = new RawHttp(node.uri())) {
      late.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(late.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void who_takes_nearly_all_places_and_says_nothing_does_not_keep_them() throws Exception {
    try (TestNode small =
            TestNode.start("connections", "10", "client.idle-timeout", "10m", "drain.time", "0s");
        Client client = new Client(small.uri())) {
      List<RawHttp> silent = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        silent.add(new RawHttp(small.uri()));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> client.get("health/live").status() == 200);
      for (RawHttp each : silent) {
        each.close();
      }
    }
  }

  @Test
  void who_is_parked_or_reads_an_answer_is_not_silent() throws Exception {
    String cursor = client.cursor("quiet");
    try (RawHttp raw = new RawHttp(node.uri())) {
      raw.send(RawHttp.post("/poll", after(cursor, 7, "quiet")));
      assertThat(raw.reply().status()).isEqualTo(200);
      raw.send(RawHttp.post("/poll", after(cursor, 0, "quiet")));
      assertThat(raw.reply().status()).as("on the same connection").isEqualTo(200);
    }
  }

  private void nobodyReads(TestNode node, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    for (int i = 0; i < READERS; i++) {
      RawHttp raw = new RawHttp(node.uri(), 4_096);
      slow.add(raw);
      raw.sendWhatFits(request.repeat(100), MANY);
    }
    // Until all that lies between the two is full, and the server can't go on.
    await()
        .pollDelay(Duration.ofSeconds(1))
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(90))
        .until(() -> TestNode.workingThreads() == 0);
    assertThat(TestNode.heldThreads()).isEmpty();
  }

  private RawHttp open() throws IOException {
    RawHttp raw = new RawHttp(node.uri());
    slow.add(raw);
    return raw;
  }

  private void dripUntilCut(String drop) throws Exception {
    long begun = System.nanoTime();
    byte[] bytes = drop.getBytes(US_ASCII);
    othersAreAnsweredUntil(() -> slow.removeIf(each -> isCut(each, bytes)) && slow.isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
  }

  /** A poll is parked and answered again and again, each time soon. */
  private void othersAreAnsweredUntil(Callable<Boolean> over) throws Exception {
    boolean isOver = false;
    long begun = System.nanoTime();
    for (int i = 0; !isOver || i < 5; i++) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND.multipliedBy(2));
      // A moment at which none waits will do: one that is held would wait for a minute.
      await().atMost(SOON).untilAsserted(() -> assertThat(TestNode.heldThreads()).isEmpty());
      // Its connections are not kept: this node does not wait long for a request.
      Client client = new Client(node.uri());
      String cursor = client.cursor("thread:1");
      CompletableFuture<Http.Reply> poll = client.pollLater(after(cursor, 20, "thread:1"));
      await().atMost(SOON).until(() -> node.parked() == 1 || poll.isDone());
      client.published("thread:1", "{}");
      assertThat(Client.ids(poll.get(SOON.toMillis(), TimeUnit.MILLISECONDS))).hasSize(1);
      assertThat(client.get("health/ready").status()).isEqualTo(200);
      client.close();
      isOver |= over.call();
    }
  }

  /** Sends a drop, or finds that nobody is there any more. */
  private static boolean isCut(RawHttp raw, byte[] drop) {
    try {
      raw.send(drop);
      if (raw.isOver()) {
        raw.close();
        return true;
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
