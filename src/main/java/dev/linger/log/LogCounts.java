package dev.linger.log;

import dev.linger.event.Position;

/**
 * How this node and its log get on, since it began.
 *
 * @param isUp true if the store answers
 * @param readAgoNanos how long ago it did so last, in nanoseconds; 0 where there is no store
 * @param recentEvents how many events are in memory
 * @param recentBytes how much they weigh, about
 * @param newest how far the log has been read
 * @param arrived events that came through the log
 * @param outages how often the store was away
 * @param epochs how often the log began a new life while this node was looking
 * @param fellBehind how often events were trimmed before this node came to read them
 * @param skipped entries that are none of ours
 */
public record LogCounts(
    boolean isUp,
    long readAgoNanos,
    int recentEvents,
    long recentBytes,
    Position newest,
    long arrived,
    long outages,
    long epochs,
    long fellBehind,
    long skipped) {

  /** A memory that nothing can happen to. */
  static LogCounts ofMemory(RecentEvents recent, long arrived) {
    return new LogCounts(
        true, 0, recent.size(), recent.bytes(), recent.head().position(), arrived, 0, 0, 0, 0);
  }
}
