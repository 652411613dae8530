package dev.linger.poll;

import dev.linger.hub.Hub;
import dev.linger.hub.Ticker;
import dev.linger.log.EventLog;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers polls: at once if there is something to say, else when there is, or when the hold is
 * over.
 *
 * <p>Threading: any number of polls at a time, by any threads. A poll is run by one thread at a
 * time: first the caller of {@link Poll#start}, then, if it parked, the answer thread that its
 * waiter's end is told on.
 */
public final class Poller {

  /**
   * How far a hold is moved at random, as a share: polls that came together should not end
   * together.
   */
  private static final double HOLD_JITTER = 0.1;

  /** Polls of a drained node return over at least this time. */
  private static final Duration MIN_PAUSE = Duration.ofMillis(100);

  private final EventLog log;
  private final Hub hub;
  private final Ticker ticker;
  private final PollLimits limits;
  private final PollCounts counts = new PollCounts();
  private final Line line;

  /**
   * Joins a log and a hub. Whoever does this also sees to it that the log's listener tells the hub.
   *
   * @param ticker the same time that the hub goes by
   */
  public Poller(EventLog log, Hub hub, Ticker ticker, PollLimits limits) {
    this.log = log;
    this.hub = hub;
    this.ticker = ticker;
    this.limits = limits;
    this.line = new Line(limits.atOnce(), limits.longestLine());
  }

  /**
   * Makes a poll that answers the request, now or later.
   *
   * @return the poll, to be started; and to be told if its client goes away, before that or after
   */
  public Poll prepare(PollRequest request, PollExchange exchange) {
    return new Poll(this, request, exchange, ticker.nanos());
  }

  /** The client says goodbye: its parked poll, if it has one, is answered. */
  public void leave(String client) {
    hub.leave(client);
  }

  /** The bounds that requests are checked against. */
  public PollLimits limits() {
    return limits;
  }

  /** How polls were answered. */
  public PollCounts counts() {
    return counts;
  }

  /** How many polls stand in line to begin. */
  public int inLine() {
    return line.length();
  }

  /** True once this node has begun to go away. */
  public boolean isDraining() {
    return hub.isDraining();
  }

  EventLog log() {
    return log;
  }

  Line line() {
    return line;
  }

  Hub hub() {
    return hub;
  }

  /** When a poll is answered in any case: its hold is over, or what its reader has shown. */
  long dueNanos(PollRequest request) {
    Duration hold = Duration.ofNanos(jittered(request.hold()));
    Duration remaining = request.reader().remaining();
    // Compared before it is nanoseconds: what is good for centuries would not fit.
    return ticker.nanos()
        + (remaining != null && remaining.compareTo(hold) < 0
            ? Math.max(0, remaining.toNanos())
            : hold.toNanos());
  }

  boolean isOver(long dueNanos) {
    return ticker.nanos() - dueNanos >= 0;
  }

  /**
   * When a client of a node that goes away should come back: spread, so that the others can cope.
   */
  Duration pause() {
    long bound = Math.max(MIN_PAUSE.toMillis(), limits.drainPause().toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(MIN_PAUSE.toMillis(), bound + 1));
  }

  /**
   * When a client comes back for whom there is no room: not soon, because there is room when others
   * have gone; and spread, at least over half of that, so that they do not come back together.
   */
  Duration fullPause() {
    long bound = limits.fullPause().toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
  }

  private long jittered(Duration hold) {
    double factor = 1 + HOLD_JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    // Capped before the jitter: after it, half of the longest holds would end in one moment.
    long most = (long) (limits.maxHold().toNanos() / (1 + HOLD_JITTER));
    return (long) (Math.min(hold.toNanos(), most) * factor);
  }
}
