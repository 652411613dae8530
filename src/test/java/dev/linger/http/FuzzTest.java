package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.linger.server.TestNode;
import dev.linger.support.Client;
import dev.linger.support.Http;
import dev.linger.support.LogLines;
import dev.linger.support.RawHttp;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/**
 * Thousands of hostile requests to every endpoint of a node in production mode: whatever comes, it
 * gets a 4xx that says nothing of how the server is made, and leaves nothing behind. {@code
 * -Dlinger-test.seed} repeats a run, {@code -Dlinger-test.fuzz-seconds} makes a long one.
 */
class FuzzTest {

  private static final int SECONDS = Integer.getInteger("linger-test.fuzz-seconds", 8);
  private static final int CALLERS = 6;

  /** How many requests there are between two checks that those who mean well are served. */
  private static final int BETWEEN = 100;

  private final long seed = Long.getLong("linger-test.seed", System.nanoTime());
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final Map<String, LongAdder> tally = new ConcurrentSkipListMap<>();

  @Test
  void whatever_is_sent_is_answered_tells_nothing_and_leaves_nothing_behind() throws Exception {
    System.out.println("-Dlinger-test.seed=" + seed + " -Dlinger-test.fuzz-seconds=" + SECONDS);
    try (LogLines log = new LogLines();
        TestNode node = node();
        Client client = new Client(node.uri())) {
      fire(node, client);
      System.out.println(numbers + " requests: " + new TreeMap<>(tally));
      await().atMost(5, TimeUnit.SECONDS).until(() -> FuzzVerdict.isAtRest(node));
      meanWell(client);
      // Jetty warns of what it refuses; an error is ours, or Jetty's about us.
      assertThat(log.lines())
          .as("seed " + seed)
          .noneMatch(line -> line.startsWith(Level.SEVERE.getName()));
    }
    assertThat(count("read")).as("answers").isGreaterThan(count("reset") * 10);
    assertThat(count("200")).as("some hostile requests are still good ones").isPositive();
  }

  @Test
  void every_endpoint_is_asked() {
    List<String> asked = new ArrayList<>();
    for (int number = 0; number <= Endpoints.PATHS.size(); number++) {
      asked.add(Fuzz.shot(seed, number, "", () -> "t").path());
    }
    assertThat(asked).containsAll(Endpoints.PATHS);
  }

  /** With limits that are not what is tried here, and waits that a run has time for. */
  private static TestNode node() {
    return TestNode.production(
        "jsonp", "true",
        "origins", FuzzGrammar.ORIGIN,
        "public-channels", "forum",
        "trusted.proxies", "127.0.0.1",
        "poll.hold", "0s",
        "poll.max-hold", "1s",
        "client.body-timeout", "500ms",
        "client.idle-timeout", "5s",
        "limit.requests", "1000000/1000000",
        "limit.events", "1000000/1000000",
        "limit.actions", "1000000/1000000");
  }

  private void fire(TestNode node, Client client) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<?>> going = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        going.add(callers.submit(() -> call(node, client, end)));
      }
      for (Future<?> caller : going) {
        caller.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed + ": " + e.getCause(), e.getCause());
    } finally {
      isOver.set(true);
      callers.shutdownNow();
    }
  }

  private Void call(TestNode node, Client client, long end) throws IOException {
    String cursor = meanWell(client);
    while (System.nanoTime() - end < 0 && !isOver.get()) {
      long number = numbers.getAndIncrement();
      if (number % BETWEEN == 0) {
        cursor = meanWell(client);
      }
      Fuzz.Shot shot = Fuzz.shot(seed, number, cursor, () -> ticket(client));
      try {
        fire(node, shot);
      } catch (AssertionError | RuntimeException e) {
        isOver.set(true);
        throw new AssertionError(shot.shown() + "\n" + e, e);
      }
    }
    return null;
  }

  private void fire(TestNode node, Fuzz.Shot shot) throws IOException {
    try (RawHttp raw = new RawHttp(node.uri())) {
      switch (shot.ending()) {
        case HALF_AND_CLOSE -> raw.send(Arrays.copyOf(shot.bytes(), shot.bytes().length / 2));
        case VANISH -> raw.send(shot.bytes()).vanish();
        case READ -> read(raw, shot);
      }
    } catch (SocketException e) {
      // The server may close before it has read all of what it refuses; that makes a reset, which
      // can overtake the answer.
      count("reset", 1);
    }
  }

  private void read(RawHttp raw, Fuzz.Shot shot) throws IOException {
    raw.send(shot.bytes());
    if (!shot.framed()) {
      raw.endSending();
    }
    try {
      Http.Reply reply = answer(raw, shot);
      count("read", 1);
      count(String.valueOf(reply.status()), 1);
      FuzzVerdict.check(shot, reply);
    } catch (EOFException e) {
      assertThat(shot.framed()).as("has an answer: " + e.getMessage()).isFalse();
      count("closed", 1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  private static Http.Reply answer(RawHttp raw, Fuzz.Shot shot) throws IOException {
    Http.Reply reply = null;
    while (reply == null || reply.status() == 100) {
      reply = shot.isHead() ? raw.replyWithoutBody() : raw.reply();
    }
    return reply;
  }

  /**
   * Those who mean well are served meanwhile.
   *
   * @return the cursor of now
   */
  private static String meanWell(Client client) {
    String[] backend = bearer(FuzzGrammar.BACKEND);
    String event = "{\"channel\":\"thread:1\",\"data\":{\"type\":\"well\"}}";
    Http.Reply before = client.poll("{\"channels\":[\"thread:1\"]}", bearer(FuzzGrammar.ADA));
    assertThat(before.status()).as(before.body()).isEqualTo(200);
    Http.Reply published = client.publish(event, backend);
    assertThat(published.status()).as(published.body()).isEqualTo(201);
    Http.Reply next =
        client.poll(Client.after(Client.cursorOf(before), 1, "thread:1"), bearer(FuzzGrammar.ADA));
    assertThat(next.status()).as(next.body()).isEqualTo(200);
    assertThat(next.json().get("events")).as(next.body()).isNotEmpty();
    assertThat(client.send("POST", "send", "{\"type\":\"ping\"}", backend).status()).isEqualTo(200);
    assertThat(client.get("health/ready").status()).isEqualTo(200);
    return Client.cursorOf(next);
  }

  private static String ticket(Client client) {
    Http.Reply reply = client.send("POST", "ticket", "{}", bearer(FuzzGrammar.ADA));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().get("ticket").asText();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private void count(String what, long more) {
    tally.computeIfAbsent(what, w -> new LongAdder()).add(more);
  }

  private long count(String what) {
    return tally.getOrDefault(what, new LongAdder()).sum();
  }
}
