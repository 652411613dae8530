package dev.linger.forum;

import dev.linger.log.LogClock;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.RedisEventLog;
import dev.linger.log.Retention;

/**
 * What the forum's rules remember beside the log, and where: with the log, so that all nodes that
 * share the one share the other.
 *
 * @param receipts who has read how far
 * @param marks up to where users have looked at their notifications
 * @param resumes where clients go on that can store nothing
 */
public record Stores(ReceiptStore receipts, MarkStore marks, ResumeStore resumes) {

  /** In memory, for one node. */
  public static Stores of(MemoryEventLog log, LogClock clock, Retention retention) {
    return new Stores(
        new MemoryReceiptStore(log, clock, retention.channelAge()),
        new MemoryMarkStore(log),
        new MemoryResumeStore(clock));
  }

  /** In Redis. */
  public static Stores of(RedisEventLog log) {
    return new Stores(
        new RedisReceiptStore(log), new RedisMarkStore(log), new RedisResumeStore(log));
  }
}
