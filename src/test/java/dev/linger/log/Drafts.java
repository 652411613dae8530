package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Replay;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Events to append, whose data is just a number or a word, and the way back. */
final class Drafts {

  static final ChannelName A = new ChannelName("thread:1");
  static final ChannelName B = new ChannelName("thread:2");
  static final ReadLimit NO_LIMIT = new ReadLimit(1_000_000, 1 << 30);

  private Drafts() {}

  static Draft durable(ChannelName channel, Object what) {
    return new Draft(channel, Kind.DURABLE, data(what), null);
  }

  static Draft latestWins(ChannelName channel, String key, Object what) {
    return new Draft(channel, new Kind.LatestWins(key), data(what), null);
  }

  static Draft ephemeral(ChannelName channel, Duration ttl, Object what) {
    return new Draft(channel, new Kind.Ephemeral(ttl), data(what), null);
  }

  static Draft once(String key, Draft draft) {
    return new Draft(draft.channel(), draft.kind(), draft.data(), key);
  }

  /** Numbered from 1. */
  static List<Draft> some(ChannelName channel, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> durable(channel, i)).toList();
  }

  static String what(Event event) {
    return event.data().substring("{\"n\":\"".length(), event.data().length() - 2);
  }

  /** What an answer gives, in its order; nothing if there is nothing new. */
  static List<Event> events(Replay replay) {
    if (replay instanceof Replay.Events some) {
      return some.events();
    }
    return replay instanceof Replay.Reset reset ? reset.events() : List.of();
  }

  static List<String> whats(Replay replay) {
    return events(replay).stream().map(Drafts::what).toList();
  }

  private static String data(Object what) {
    return "{\"n\":\"" + what + "\"}";
  }
}
