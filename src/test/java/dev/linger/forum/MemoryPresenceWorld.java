package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.event.Epoch;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import dev.linger.log.LogListener;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.Receipt;
import dev.linger.log.Retention;
import dev.linger.support.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In memory there is one node, whoever asks. */
final class MemoryPresenceWorld implements PresenceWorld {

  private final FakeTicker ticker = new FakeTicker();
  private MemoryEventLog log;
  private MemoryPresence store;
  private final List<Told> told = new ArrayList<>();

  @Override
  public void open(PresenceLimits limits) {
    log = new MemoryEventLog(Retention.DEFAULT, new Epoch("e1"), () -> 1_000_000, new Quiet());
    store = new MemoryPresence(new Recording(log, told), ticker, limits);
  }

  @Override
  public PresenceStore node(int number) {
    return store;
  }

  @Override
  public FakeTicker ticker() {
    return ticker;
  }

  @Override
  public void pass(Duration duration) {
    ticker.advance(duration);
  }

  @Override
  public List<Told> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {}

  private static final class Quiet implements LogListener {
    @Override
    public void advanced(ChannelName channel, Position position) {}

    @Override
    public void resumed() {}
  }

  /** Keeps what was appended, however much it is. */
  private record Recording(MemoryEventLog log, List<Told> told) implements dev.linger.log.EventLog {

    @Override
    public List<Receipt> append(List<Draft> drafts) {
      drafts.forEach(draft -> told.add(Told.of(draft.channel().value(), draft.data())));
      return log.append(drafts);
    }

    @Override
    public dev.linger.event.Replay read(
        dev.linger.event.Cursor after, List<ChannelName> channels, dev.linger.log.ReadLimit limit) {
      return log.read(after, channels, limit);
    }

    @Override
    public dev.linger.event.Replay.Events latest(
        List<ChannelName> channels, int each, dev.linger.log.ReadLimit limit) {
      return log.latest(channels, each, limit);
    }

    @Override
    public List<dev.linger.event.Event> before(
        ChannelName channel, @Nullable Position before, dev.linger.log.ReadLimit limit) {
      return log.before(channel, before, limit);
    }

    @Override
    public void probe() {
      log.probe();
    }
  }
}
