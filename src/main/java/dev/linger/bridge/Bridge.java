package dev.linger.bridge;

import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Bridges the log and the main forum's Redis pub/sub, on one of all nodes.
 *
 * <p>How it is that each message is stored once:
 *
 * <ul>
 *   <li>All nodes listen ({@link Ear}) and keep what they heard ({@link Heard}); the one that has
 *       the lease stores it, together with how far it has heard. The others then forget that much.
 *   <li>"How far" means the same to all of them, because somebody says a <em>mark</em> among the
 *       forum's messages every second, and what one Redis' subscribers hear, they all hear in the
 *       same order: it is "the third message after mark 17".
 *   <li>So the next one goes on exactly where the last one stopped, whether that was killed, frozen
 *       or cut off; and a frozen one that wakes up stores nothing, because its token has passed.
 *   <li>Only when no node listened is something lost. That shows: the first mark that this node
 *       heard lies behind the last one that was heard before. How long that was is said and
 *       counted; how many messages, nobody knows.
 * </ul>
 *
 * <p>And why nothing loops: what is stored here is marked in the log, and is not told. What is told
 * to the forum is announced in the same step ("the next five are ours"), and is not stored. The
 * messages themselves stay as they are, and the forum may say the same thing twice.
 *
 * <p>Threading: {@link #run} belongs to one thread, which alone has the fields; {@link #ear} to
 * another. What is said of both may be asked by any thread.
 */
public final class Bridge implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Bridge.class);

  /** How often the lease is renewed, or asked for; spread a little, so nodes don't ask at once. */
  static final Duration TICK = Duration.ofSeconds(1);

  /** If no mark was heard for so long, this node says one, whoever bridges. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** If even that one is not heard, the connection is dead. */
  static final Duration DEAF = Duration.ofSeconds(5);

  private final String node;
  private final LongSupplier nanos;
  private final Bell bell;
  private final Forum forum;
  private final SharedLog shared;
  private final Heard heard;
  private final Ear ear;
  private final Tally tally = new Tally();
  private final Tenure tenure;
  private final Storing storing;
  private final Telling telling;
  private volatile boolean stopped;

  private long nextTick;
  private boolean wasPlaced;

  /** At first it has not been reached yet, which is nothing to warn of. */
  private boolean isLogAway = true;

  private boolean isForumAway;

  /**
   * A bridge that has not begun.
   *
   * @param node a name that no other node has, nor this one had before
   * @param nanos a monotonic time, in nanoseconds
   * @param bell rung when the log has advanced
   * @param marks where it is kept how far people have read
   */
  public Bridge(
      BridgeSettings settings,
      RedisEventLog eventLog,
      String node,
      LongSupplier nanos,
      Bell bell,
      ReadMarks marks) {
    this.node = node;
    this.nanos = nanos;
    this.bell = bell;
    forum = new Forum(settings);
    shared = new SharedLog(eventLog);
    heard = new Heard(settings.limits().eventLength(), nanos);
    ear = new Ear(forum, settings, heard, bell);
    tenure = new Tenure(heard, tally);
    storing =
        new Storing(shared, heard, new Inbound(settings), marks, new Complaints(nanos), tally);
    telling = new Telling(shared, forum, new Outbound(settings), tally);
    nextTick = nanos.getAsLong();
  }

  /** What listens: run it on a thread of its own. */
  public Runnable ear() {
    return ear;
  }

  /** Ends what {@link #ear} does. */
  public void stopEar() {
    ear.stop();
  }

  /** What it has done so far. */
  public BridgeCounts counts() {
    return tenure.counts();
  }

  /** Bridges, or stands by, until {@link #stop}. */
  @Override
  public void run() {
    while (!stopped) {
      try {
        step();
        bell.await(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextTick - nanos.getAsLong())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      } catch (RuntimeException | Error e) {
        log.error("the bridge stumbled and goes on", e);
        nextTick = nanos.getAsLong() + TICK.toNanos();
        awaitTick();
      }
    }
    giveUp("this node goes away");
  }

  /** Ends {@link #run}, and lets another node bridge at once. */
  public void stop() {
    stopped = true;
    bell.ring();
  }

  /** Lets go of the forum's Redis. Stop both threads first. */
  @Override
  public void close() {
    forum.close();
  }

  @Override
  public String toString() {
    return "Bridge[" + forum + ", " + heard + ", " + counts() + "]";
  }

  private void step() {
    boolean isPlaced = heard.since() > 0;
    if (!isPlaced && tenure.token() != null) {
      giveUp("this node does not hear the forum any more");
    }
    if (isPlaced && !wasPlaced) {
      log.info("the bridge hears all from {}", Tenure.instant(heard.since()));
    }
    boolean isDue = nextTick - nanos.getAsLong() <= 0;
    // Not a tick later: at the start, and after an outage, nobody bridges until somebody takes it.
    boolean ticks = isDue || isPlaced != wasPlaced || (heard.isListening() && !isPlaced);
    if (ticks) {
      wasPlaced = isPlaced;
      tick(isPlaced);
    }
    // In an outage not at every message, but once a tick.
    if (!isLogAway || ticks) {
      work(!isForumAway || ticks);
    }
  }

  private void tick(boolean isPlaced) {
    long jitter = TICK.toNanos() / 10;
    nextTick =
        nanos.getAsLong() + TICK.toNanos() + ThreadLocalRandom.current().nextLong(-jitter, jitter);
    long known = heard.lastMark();
    try {
      SharedLog.Standing standing = shared.renew(node, isPlaced);
      logAnswers();
      known = Math.max(known, standing.heard().mark());
      if (tenure.stand(standing)) {
        storing.begin(standing);
        telling.begin();
      }
    } catch (LogUnavailableException e) {
      logAway(e);
    }
    sayMark(known);
  }

  private void work(boolean tells) {
    String held = tenure.token();
    if (held == null) {
      return;
    }
    try {
      if (!storing.store(held)) {
        tenure.lost();
        nextTick = nanos.getAsLong();
        return;
      }
      logAnswers();
      boolean hasMore = storing.hasMore();
      if (tells) {
        hasMore |= telling.tell();
        isForumAway = false;
      }
      if (hasMore) {
        bell.ring();
      }
    } catch (LogUnavailableException e) {
      logAway(e);
    } catch (JedisException e) {
      forumAway(e);
    }
  }

  /** Who bridges says marks; who knows of none, or has heard none for long, does so, too. */
  private void sayMark(long known) {
    if (!heard.isListening()) {
      return;
    }
    long quiet = heard.quietNanos();
    if (quiet > DEAF.toNanos()) {
      log.warn("the bridge has heard nothing for {} ms and listens anew", quiet / 1_000_000);
      ear.cut();
    } else if (tenure.token() != null || heard.since() == 0 || quiet > QUIET.toNanos()) {
      try {
        forum.mark(known, tenure.token() != null);
      } catch (JedisException e) {
        forumAway(e);
      }
    }
  }

  private void giveUp(String why) {
    if (tenure.end(why)) {
      try {
        shared.release(node);
      } catch (LogUnavailableException e) {
        logAway(e);
      }
    }
  }

  private void awaitTick() {
    try {
      bell.await(TICK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  /** Said once an outage. */
  private void logAway(LogUnavailableException e) {
    if (!isLogAway) {
      log.warn("the bridge waits for the log: {}", e.getMessage());
    }
    isLogAway = true;
  }

  private void logAnswers() {
    if (isLogAway) {
      log.info("the bridge has its log: {}", counts());
    }
    isLogAway = false;
  }

  private void forumAway(JedisException e) {
    if (!isForumAway) {
      log.warn("the bridge can't tell {}: {}", forum, e.getMessage());
    }
    isForumAway = true;
  }
}
