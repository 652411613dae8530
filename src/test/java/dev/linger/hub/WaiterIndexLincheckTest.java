package dev.linger.hub;

import static dev.linger.support.Race.atOnce;
import static dev.linger.support.Race.check;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import dev.linger.support.Race;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The race of an advance with the wake-up of the one before it, which it may become one with. */
class WaiterIndexLincheckTest {

  private static final ChannelName A = new ChannelName("a");
  private static final Position FIVE = new Position(5, 0);
  private static final Position SIX = new Position(6, 0);

  /** One channel of an index. */
  private interface Channel {
    void add(Waiter waiter);

    boolean advance(Position position);

    List<Waiter> takeBehind();
  }

  @Test
  void an_advance_that_comes_during_the_wake_up_of_another_is_not_lost() {
    Race.holds(() -> advancesTwice(new RealChannel()));
  }

  @Test
  void if_a_wake_up_looked_first_and_then_let_others_come_an_advance_would_be_lost() {
    Race.breaks(() -> advancesTwice(new LateChannel()), "slept through it");
  }

  /**
   * Hunts: five is told, and its wake-up looks who is behind five: nobody. Six is told, finds a
   * wake-up on its way and leaves it to that. The wake-up is over, and nobody wakes for six.
   */
  private static void advancesTwice(Channel channel) {
    Waiter waiter = new Waiter(List.of(A), FIVE, 0, null, how -> {});
    channel.add(waiter);
    Queue<Waiter> woken = new ConcurrentLinkedQueue<>();
    atOnce(() -> tell(channel, FIVE, woken), () -> tell(channel, SIX, woken));
    check(woken.contains(waiter), () -> "slept through it");
  }

  private static void tell(Channel channel, Position position, Queue<Waiter> woken) {
    if (channel.advance(position)) {
      woken.addAll(channel.takeBehind());
    }
  }

  private static final class RealChannel implements Channel {
    private final WaiterIndex index = new WaiterIndex();

    @Override
    public void add(Waiter waiter) {
      index.add(waiter);
    }

    @Override
    public boolean advance(Position position) {
      return index.advance(A, position);
    }

    @Override
    public List<Waiter> takeBehind() {
      return index.takeBehind(A);
    }
  }

  /** The twin: each step is atomic, but looking and letting the next one come are two steps. */
  private static final class LateChannel implements Channel {
    private final AtomicLong advancedToMillis = new AtomicLong();
    private final AtomicBoolean wakeIsDue = new AtomicBoolean();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    @Override
    public void add(Waiter waiter) {
      waiters.add(waiter);
    }

    @Override
    public boolean advance(Position position) {
      advancedToMillis.accumulateAndGet(position.millis(), Math::max);
      return wakeIsDue.compareAndSet(false, true);
    }

    @Override
    public List<Waiter> takeBehind() {
      Position to = new Position(advancedToMillis.get(), 0);
      List<Waiter> behind = waiters.stream().filter(w -> to.isAfter(w.after())).toList();
      wakeIsDue.set(false);
      return behind;
    }
  }
}
