package dev.linger.hub;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The object that waits: one poll's stay in the hub. It is not used again after it has ended; a
 * poll that parks anew makes a new one.
 *
 * <p>Threading: everything but the outcome is final. The outcome is set once, by the thread whose
 * compare-and-set wins; that thread alone may act on it. The rule is CometD's for its scheduler: a
 * parked poll has many who may end it and exactly one who does.
 */
public final class Waiter {

  private static final VarHandle OUTCOME;

  static {
    try {
      OUTCOME = MethodHandles.lookup().findVarHandle(Waiter.class, "outcome", Outcome.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final List<ChannelName> channels;
  private final Position after;
  private final long dueNanos;
  private final @Nullable Client client;
  private final Holder holder;
  private final Consumer<Outcome> whenEnded;

  @SuppressWarnings("unused") // written through OUTCOME
  private volatile @Nullable Outcome outcome;

  /**
   * A waiter that has not been parked yet.
   *
   * @param channels what it waits for; without repetitions
   * @param after it waits for something behind this position
   * @param dueNanos when its hold is over, as a {@link Ticker} value
   * @param client who waits: a later waiter of the same client ends this one; null for nobody in
   *     particular
   * @param holder whom it counts as
   * @param whenEnded told the outcome, at most once, on an answer thread; not called for outcomes
   *     that the parking side itself claims ({@link Hub#claim})
   */
  public Waiter(
      List<ChannelName> channels,
      Position after,
      long dueNanos,
      @Nullable Client client,
      Holder holder,
      Consumer<Outcome> whenEnded) {
    this.channels = channels;
    this.after = after;
    this.dueNanos = dueNanos;
    this.client = client;
    this.holder = holder;
    this.whenEnded = whenEnded;
  }

  /**
   * A waiter that counts as nobody's.
   *
   * @param channels what it waits for; without repetitions
   * @param after it waits for something behind this position
   * @param dueNanos when its hold is over, as a {@link Ticker} value
   * @param client who waits; null for nobody in particular
   * @param whenEnded told the outcome
   */
  public Waiter(
      List<ChannelName> channels,
      Position after,
      long dueNanos,
      @Nullable Client client,
      Consumer<Outcome> whenEnded) {
    this(channels, after, dueNanos, client, Holder.NOBODY, whenEnded);
  }

  List<ChannelName> channels() {
    return channels;
  }

  Position after() {
    return after;
  }

  long dueNanos() {
    return dueNanos;
  }

  @Nullable Client client() {
    return client;
  }

  Holder holder() {
    return holder;
  }

  /** The single winner: true for exactly one caller in the life of this waiter. */
  boolean tryEnd(Outcome how) {
    return OUTCOME.compareAndSet(this, null, how);
  }

  boolean hasEnded() {
    return outcome != null;
  }

  /** Hands over to the poll. Only for the thread that won {@link #tryEnd}. */
  void tell(Outcome how) {
    whenEnded.accept(how);
  }

  @Override
  public String toString() {
    Outcome how = outcome;
    return "Waiter[" + channels + " after " + after + ", " + (how == null ? "parked" : how) + "]";
  }
}
