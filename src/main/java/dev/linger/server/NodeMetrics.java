package dev.linger.server;

import dev.linger.http.Metrics;
import dev.linger.hub.Hub;
import dev.linger.log.EventLog;
import dev.linger.log.LogCounts;
import dev.linger.log.MemoryEventLog;
import dev.linger.log.RedisEventLog;
import dev.linger.poll.Poller;
import dev.linger.publish.Publisher;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Gives names to what the parts of a node count. To add a metric, add a line here and a row to the
 * table of operations.md.
 */
final class NodeMetrics {

  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Metrics metrics;

  NodeMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  void addAll(Hub hub, Poller poller, Publisher publisher, EventLog eventLog, Threads threads) {
    addBuild();
    addHub(hub);
    addPolls(poller);
    metrics.counter(
        "linger_publish_events_total",
        "Events that were to be published over HTTP or by the forum's rules, by what became of"
            + " them.",
        "outcome",
        publisher::counts);
    addLog(
        eventLog instanceof RedisEventLog redis
            ? redis::counts
            : ((MemoryEventLog) eventLog)::counts);
    metrics.gauge(
        "linger_answers_waiting",
        "Tasks that wait for an answer thread. More than a few, for long: the node is too slow.",
        threads::answersWaiting);
  }

  private void addBuild() {
    String version = NodeMetrics.class.getPackage().getImplementationVersion();
    metrics.gauge(
        "linger_build_info",
        "Always 1; the version of Linger is its label.",
        List.of("version"),
        values -> values.add(1, version == null ? "unknown" : version));
  }

  private void addHub(Hub hub) {
    metrics.gauge("linger_polls_parked", "Polls that are parked now.", hub::parkedCount);
    metrics.gauge(
        "linger_polls_capacity",
        "How many polls may be parked (LINGER_POLL_PARKED).",
        hub::capacity);
    metrics.gauge(
        "linger_draining", "1 once this node has begun to go away.", () -> flag(hub.isDraining()));
    metrics.counter(
        "linger_wakeups_total",
        "How often the waiters of a channel were woken because something happened in it.",
        hub::wakeUps);
    metrics.counter(
        "linger_waits_ended_total", "Waits of polls that ended, by how.", "outcome", hub::ends);
  }

  private void addPolls(Poller poller) {
    metrics.gauge(
        "linger_polls_in_line",
        "Polls that wait to begin. More than a few, for long: the log's store, or the node, is slow.",
        poller::inLine);
    metrics.counter(
        "linger_polls_answered_total",
        "Polls that were answered, by what they were told; a stream is polls in a row.",
        "outcome",
        poller.counts()::told);
    metrics.counter(
        "linger_resets_total",
        "Channels that clients were told to load anew, by the reason.",
        "reason",
        poller.counts()::resets);
  }

  private void addLog(Supplier<LogCounts> log) {
    metrics.gauge(
        "linger_log_up", "1 while the log's store answers.", () -> flag(log.get().isUp()));
    metrics.gauge(
        "linger_log_read_age_seconds",
        "How long ago the log's store last answered the tail. More than 1: it hangs or is away.",
        () -> log.get().readAgoNanos() / NANOS_PER_SECOND);
    metrics.gauge(
        "linger_log_newest_timestamp_seconds",
        "When the newest event that this node has read was published, by the log's clock, since"
            + " 1970; 0 before there was one.",
        () -> log.get().newest().millis() / MILLIS_PER_SECOND);
    metrics.gauge(
        "linger_log_recent_events",
        "Events in this node's memory.",
        () -> log.get().recentEvents());
    metrics.gauge(
        "linger_log_recent_bytes",
        "What the events in this node's memory weigh, about.",
        () -> log.get().recentBytes());
    logCounter(log, "events", "Events that came through the log.", LogCounts::arrived);
    logCounter(log, "outages", "How often the log's store was away.", LogCounts::outages);
    logCounter(
        log,
        "epochs",
        "How often the log lost its past, so that all clients were reset.",
        LogCounts::epochs);
    logCounter(
        log,
        "fell_behind",
        "How often events were trimmed before this node had read them; nobody lost any.",
        LogCounts::fellBehind);
    logCounter(
        log, "skipped_entries", "Entries of the tail that are not Linger's.", LogCounts::skipped);
  }

  private void logCounter(
      Supplier<LogCounts> log, String name, String help, ToLongFunction<LogCounts> count) {
    metrics.counter("linger_log_" + name + "_total", help, () -> count.applyAsLong(log.get()));
  }

  static double flag(boolean value) {
    return value ? 1 : 0;
  }
}
