package dev.linger.forum;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.linger.event.ChannelName;
import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.List;

/** A store of leases that two nodes share, its log, and its time in the test's hand. */
interface PresenceWorld extends AutoCloseable {

  /** An event of presence, as it is in the log. */
  record Told(ChannelName channel, JsonNode data) {

    static Told of(String channel, String data) {
      try {
        return new Told(new ChannelName(channel), new ObjectMapper().readTree(data));
      } catch (JacksonException e) {
        throw new IllegalStateException(data, e);
      }
    }

    String event() {
      return data.get("event").asText();
    }

    int count() {
      return data.get("count").asInt();
    }

    String user() {
      return data.path("userId").asText();
    }

    /** {@code joined 7 1}, {@code count 101}. */
    @Override
    public String toString() {
      return (event() + " " + user()).strip() + " " + count();
    }
  }

  /** Begins, empty. */
  void open(PresenceLimits limits);

  /** The store as a node has it. */
  PresenceStore node(int number);

  /** A time of the nodes that passes with the store's. */
  FakeTicker ticker();

  void pass(Duration duration);

  /** Every announcement so far, in the order of the log. */
  List<Told> told();

  @Override
  void close();
}
