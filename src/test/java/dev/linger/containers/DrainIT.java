package dev.linger.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.support.Container;
import dev.linger.support.Http;
import dev.linger.support.NodeProcess;
import dev.linger.support.ParkedPolls;
import dev.linger.support.StreamClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that goes away answers everybody who is parked, and breaks nobody's connection. */
class DrainIT {

  private static final int POLLS = 250;
  private static final int STREAMS = 20;

  /** Far less than the 50 s for which the polls would be held. */
  private static final Duration SOON = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void sigterm_answers_every_parked_poll_and_ends_the_process(Container container)
      throws Exception {
    try (NodeProcess node = NodeProcess.start(container);
        Http http = new Http()) {
      Nodes.awaitReady(node, http);
      try (ParkedPolls polls = new ParkedPolls(node.uri(), "thread:42", POLLS)) {
        await().until(() -> Nodes.parked(node, http) == POLLS);
        List<StreamClient> streams = streams(node, http);
        long start = System.nanoTime();
        node.terminate();
        assertSentAway(polls);
        assertEnded(streams);
        // 128 + 15, as for every process that a signal ended.
        assertThat(node.exit()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(node.log()).doesNotContain("Exception");
        if (!container.deploys()) {
          // The containers' own logs are closed too early to say so.
          assertThat(node.log())
              .contains("draining " + (POLLS + STREAMS) + " parked polls")
              .endsWith("stopped\n");
          assertThat(filesIn(node.temp())).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JAVA_JAR")
  void undeploying_answers_every_parked_poll_and_stops_our_threads(Container container)
      throws Exception {
    try (NodeProcess node = NodeProcess.start(container);
        Http http = new Http()) {
      Nodes.awaitReady(node, http);
      try (ParkedPolls polls = new ParkedPolls(node.uri(), "thread:42", POLLS)) {
        await().until(() -> Nodes.parked(node, http) == POLLS);
        List<StreamClient> streams = streams(node, http);
        assertThat(node.threads()).contains("\"deadlines\"");
        node.undeploy();
        assertSentAway(polls);
        assertEnded(streams);
      }
      await().atMost(SOON).until(() -> Nodes.statusOf(node, http) == 404);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(node.threads())
                      .doesNotContain("\"deadlines\"", "\"answer-", "\"log-tail\""));
      assertThat(node.log()).doesNotContain("Exception", "appears to have started a thread");
    }
  }

  private static void assertSentAway(ParkedPolls polls) throws Exception {
    List<Http.Reply> replies = polls.replies(SOON);
    assertThat(replies).hasSize(POLLS);
    for (Http.Reply reply : replies) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      JsonNode body = reply.json();
      assertThat(body.get("linger").asInt()).isEqualTo(1);
      assertThat(body.get("cursor").asText()).isEqualTo(polls.cursor());
      assertThat(body.get("events")).isEmpty();
      assertThat(body.at("/advice/pause").asLong()).isBetween(100L, 5_000L);
    }
    // Told to come back at different times: together they would be too much for the others.
    assertThat(replies.stream().map(reply -> reply.json().at("/advice/pause").asLong()).distinct())
        .hasSizeGreaterThan(POLLS / 2);
  }

  private static List<StreamClient> streams(NodeProcess node, Http http) throws IOException {
    List<StreamClient> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      StreamClient stream = new StreamClient(node.uri(), "stream?channel=thread:42");
      stream.frames(1);
      streams.add(stream);
    }
    await().until(() -> Nodes.parked(node, http) == POLLS + STREAMS);
    return streams;
  }

  private static void assertEnded(List<StreamClient> streams) {
    for (StreamClient stream : streams) {
      await().atMost(SOON).until(stream::hasEnded);
      assertThat(stream.frames(2).get(1).json().at("/advice/pause").asLong())
          .isBetween(100L, 5_000L);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("hsperf")).toList();
    }
  }
}
