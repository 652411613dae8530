package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Event;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import dev.linger.log.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log in front of another one. It counts the reads, does something before or after one of them,
 * and can be away.
 */
final class ScriptedLog implements EventLog {

  private final EventLog behind;
  private Runnable beforeRead = () -> {};
  private Runnable afterRead = () -> {};
  private boolean away;
  private int reads;

  ScriptedLog(EventLog behind) {
    this.behind = behind;
  }

  /** How often it was read. */
  int reads() {
    return reads;
  }

  /** Does something once, just before the next read. */
  void beforeNextRead(Runnable action) {
    beforeRead = action;
  }

  /** Does something once, when the next read has seen what it sees and has not returned yet. */
  void afterNextRead(Runnable action) {
    afterRead = action;
  }

  /** From now on nothing can be asked, or everything again. */
  void away(boolean isAway) {
    away = isAway;
  }

  @Override
  public List<Receipt> append(List<Draft> drafts) throws LogUnavailableException {
    return behind.append(drafts);
  }

  @Override
  public Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit)
      throws LogUnavailableException {
    begin();
    Replay replay = behind.read(after, channels, limit);
    end();
    return replay;
  }

  @Override
  public Replay.Events latest(List<ChannelName> channels, int each, ReadLimit limit)
      throws LogUnavailableException {
    begin();
    Replay.Events events = behind.latest(channels, each, limit);
    end();
    return events;
  }

  @Override
  public List<Event> before(ChannelName channel, @Nullable Position before, ReadLimit limit)
      throws LogUnavailableException {
    begin();
    List<Event> events = behind.before(channel, before, limit);
    end();
    return events;
  }

  @Override
  public void probe() {}

  private void begin() throws LogUnavailableException {
    reads++;
    Runnable action = beforeRead;
    beforeRead = () -> {};
    action.run();
    if (away) {
      throw new LogUnavailableException("planted");
    }
  }

  private void end() {
    Runnable action = afterRead;
    afterRead = () -> {};
    action.run();
  }
}
