package dev.linger.http;

import dev.linger.hub.Deadlines;
import dev.linger.hub.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a client may take to send its body and to read its answer. Containers have time-outs for
 * silence, but not all have one for a client that trickles, so we keep our own. And how much of
 * that all of them together may make us hold meanwhile.
 *
 * <p>Threading: any thread; {@link #endDue} is called every tick by the one that watches deadlines.
 */
public final class Patience {

  private final Ticker ticker;
  private final Deadlines<AsyncAnswer> deadlines;
  private final Duration forBody;
  private final Duration forReader;
  private volatile boolean over;
  private final AtomicInteger served = new AtomicInteger();
  private final Burden bodies;
  private final Burden trees;
  private final Unread unread;

  /**
   * Patience with everybody.
   *
   * @param tickNanos how finely deadlines are told apart, in nanoseconds
   * @param forBody how long a body may take to arrive
   * @param forReader how long an answer may take to be read
   */
  public Patience(Ticker ticker, long tickNanos, Duration forBody, Duration forReader) {
    this(ticker, tickNanos, forBody, forReader, Runtime.getRuntime().maxMemory());
  }

  /** The same for so much memory, in bytes. */
  Patience(Ticker ticker, long tickNanos, Duration forBody, Duration forReader, long memory) {
    this.bodies = new Burden(memory / 8);
    this.trees = new Burden(memory / 4);
    this.unread = new Unread(memory / 8);
    this.ticker = ticker;
    this.deadlines = new Deadlines<>(ticker, tickNanos);
    this.forBody = forBody;
    this.forReader = forReader;
  }

  /** Ends those who took too long. */
  public void endDue() {
    deadlines.due().forEach(AsyncAnswer::giveUp);
  }

  /**
   * The container is taking the application away: from now on a small answer is written at once, by
   * the thread that has it, instead of when the container calls back.
   */
  public void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** How many requests are being served now: parked, being read or being written. */
  public int served() {
    return served.get();
  }

  /** Shows what clients make us hold. */
  void addTo(Metrics metrics) {
    metrics.gauge(
        "linger_bodies_arriving_bytes",
        "What has come of bodies that are not here yet; bounded by an eighth of the heap.",
        bodies::held);
    metrics.gauge(
        "linger_answers_unread_bytes",
        "Answers that wait for their readers; bounded by an eighth of the heap.",
        unread::held);
  }

  /** Bodies that are still arriving. */
  Burden bodies() {
    return bodies;
  }

  /** Bodies that are being understood and carried out. */
  Burden trees() {
    return trees;
  }

  /** Answers that wait for their readers. */
  Unread unread() {
    return unread;
  }

  void begins() {
    served.incrementAndGet();
  }

  void ends() {
    served.decrementAndGet();
  }

  long bodyDue() {
    return ticker.nanos() + forBody.toNanos();
  }

  long readerDue() {
    return ticker.nanos() + forReader.toNanos();
  }

  boolean isPast(long dueNanos) {
    return ticker.nanos() - dueNanos >= 0;
  }

  Deadlines<AsyncAnswer> deadlines() {
    return deadlines;
  }
}
