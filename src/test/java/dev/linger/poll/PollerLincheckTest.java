package dev.linger.poll;

import static dev.linger.support.Race.atOnce;
import static dev.linger.support.Race.check;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Epoch;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.event.Replay;
import dev.linger.hub.Hub;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.ReadLimit;
import dev.linger.log.Receipt;
import dev.linger.support.Race;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The race of a poll with the event that it waits for, on the real poller and the real hub. The two
 * twins each break one half of what makes a lost wake-up impossible.
 */
class PollerLincheckTest {

  private static final ChannelName CHANNEL = new ChannelName("thread:42");
  private static final Cursor START = new Cursor(new Epoch("e1"), Position.ZERO);
  private static final Event EVENT =
      new Event(new Position(5, 0), Position.ZERO, CHANNEL, Kind.DURABLE, "{}");

  @Test
  void no_event_is_slept_through() {
    Race.holds(() -> pollsWhilePublishing(new OneEventLog()));
  }

  @Test
  void without_the_second_read_an_event_is_slept_through() {
    Race.breaks(() -> pollsWhilePublishing(new BlindLog()), "slept through it");
  }

  @Test
  void if_the_hub_were_told_before_the_event_can_be_read_it_would_be_slept_through() {
    Race.breaks(() -> pollsWhilePublishing(new HastyLog()), "slept through it");
  }

  /**
   * Hunts: the poll reads and finds nothing; the event is added, and the hub is told and finds
   * nobody waiting; the poll parks. And the other way round: the poll parks and reads again, finds
   * its event, and is woken for it at the same moment; then it must not be answered twice.
   */
  private static void pollsWhilePublishing(OneEventLog log) {
    Hub hub = new Hub(() -> 0, 1, 9, Runnable::run);
    Poller poller = new Poller(log, hub, () -> 0, PollLimits.DEFAULT);
    Counted counted = new Counted();
    atOnce(() -> poller.prepare(request(), counted).start(), () -> log.publish(hub));
    check(counted.events.get() > 0, () -> "slept through it: " + hub);
    check(counted.events.get() == 1, () -> "answered twice");
    check(counted.others.get() == 0, () -> "answered with something else");
    check(hub.toString().equals("Hub[0 of 9 parked, 0 channels]"), hub::toString);
  }

  private static PollRequest request() {
    return new PollRequest(
        List.of(CHANNEL),
        List.of(),
        START,
        Duration.ofSeconds(25),
        100,
        0,
        "phone",
        Reader.ANYBODY);
  }

  /** Nothing, and then one event: as small as a log can be, so that the race is in the poll. */
  private static class OneEventLog implements EventLog {

    volatile boolean published;

    void publish(Hub hub) {
      published = true;
      hub.advanced(CHANNEL, EVENT.position());
    }

    @Override
    public Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit) {
      return published
          ? new Replay.Events(List.of(EVENT), START.at(EVENT.position()), false)
          : new Replay.UpToDate(after);
    }

    @Override
    public List<Receipt> append(List<Draft> drafts) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Replay.Events latest(List<ChannelName> channels, int each, ReadLimit limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> before(ChannelName channel, @Nullable Position before, ReadLimit limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void probe() {}
  }

  /** The twin that tells the hub first: a wake-up then finds nothing and parks again. */
  private static final class HastyLog extends OneEventLog {

    @Override
    void publish(Hub hub) {
      hub.advanced(CHANNEL, EVENT.position());
      published = true;
    }
  }

  /** The twin whose second read, the one after parking, sees nothing. */
  private static final class BlindLog extends OneEventLog {

    private int reads;

    @Override
    public Replay read(Cursor after, List<ChannelName> channels, ReadLimit limit) {
      reads++;
      return reads == 2 ? new Replay.UpToDate(after) : super.read(after, channels, limit);
    }
  }

  private static final class Counted implements PollExchange {

    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();

    @Override
    public void answer(PollAnswer answer) {
      (answer.replay() instanceof Replay.Events ? events : others).incrementAndGet();
    }

    @Override
    public void unauthorized() {
      others.incrementAndGet();
    }

    @Override
    public void crowded() {
      others.incrementAndGet();
    }

    @Override
    public void unavailable(String why) {
      others.incrementAndGet();
    }
  }
}
