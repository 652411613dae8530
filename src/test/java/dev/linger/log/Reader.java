package dev.linger.log;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Replay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client as the protocol wants it: holds the cursor, reads on, and notes every reset. */
final class Reader {

  final List<ChannelName> channels;
  final List<Event> seen = new ArrayList<>();
  final Map<ChannelName, Replay.Reason> resets = new LinkedHashMap<>();
  Cursor cursor;

  Reader(Cursor cursor, ChannelName... channels) {
    this(cursor, List.of(channels));
  }

  Reader(Cursor cursor, List<ChannelName> channels) {
    this.cursor = cursor;
    this.channels = channels;
  }

  /** Polls once, any node. */
  Replay read(LogNode node) throws LogUnavailableException {
    return read(node, Drafts.NO_LIMIT);
  }

  Replay read(LogNode node, ReadLimit limit) throws LogUnavailableException {
    Replay replay = node.log.read(cursor, channels, limit);
    cursor = replay.cursor();
    seen.addAll(Drafts.events(replay));
    if (replay instanceof Replay.Reset reset) {
      resets.putAll(reset.reasons());
    }
    return replay;
  }

  List<String> seen() {
    return seen.stream().map(Drafts::what).toList();
  }
}
