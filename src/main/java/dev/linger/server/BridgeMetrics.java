package dev.linger.server;

import dev.linger.bridge.Bridge;
import dev.linger.bridge.BridgeCounts;
import dev.linger.http.Metrics;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Gives names to what the bridge counts. */
final class BridgeMetrics {

  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  private final Metrics metrics;
  private final Bridge bridge;

  private BridgeMetrics(Metrics metrics, Bridge bridge) {
    this.metrics = metrics;
    this.bridge = bridge;
  }

  static void addTo(Metrics metrics, Bridge bridge) {
    BridgeMetrics names = new BridgeMetrics(metrics, bridge);
    metrics.gauge(
        "linger_bridge_bridging",
        "1 on the node that bridges; over all nodes the sum is 1.",
        () -> NodeMetrics.flag(bridge.counts().isBridging()));
    metrics.gauge(
        "linger_bridge_listening",
        "1 while this node hears all that the forum says.",
        () -> NodeMetrics.flag(bridge.counts().isListening()));
    names.addHeard();
    names.addTold();
  }

  private void addHeard() {
    add("heard", "Messages heard on the forum's pub/sub.", BridgeCounts::heard);
    add("own", "Messages heard that Linger had said itself.", BridgeCounts::own);
    add("stored", "Messages of the forum that were stored as events.", BridgeCounts::stored);
    add("refused", "Messages of the forum that could not be stored.", BridgeCounts::refused);
    add("left", "Messages of the forum that the routes leave out.", BridgeCounts::left);
    add(
        "lost",
        "Messages of the forum that are lost: there was no room for them while the log was away.",
        BridgeCounts::lost);
    add("takeovers", "How often this node began to bridge.", BridgeCounts::takeovers);
    add("gaps", "How often nobody had listened before this node began.", BridgeCounts::gaps);
    add(
        "gap_seconds",
        "For how long nobody had listened, together; what was said then is lost.",
        counts -> counts.gapMillis() / MILLIS_PER_SECOND);
  }

  private void addTold() {
    add("told", "Events that the forum was told.", BridgeCounts::told);
    add(
        "unaddressed",
        "Events not told to the forum, because a message can't say whom they are for.",
        BridgeCounts::unaddressed);
    add(
        "expired",
        "Events not told to the forum, because they no longer mattered.",
        BridgeCounts::expired);
    add(
        "trimmed",
        "How often events were gone before the forum could be told.",
        BridgeCounts::trimmed);
  }

  private void add(String name, String help, ToDoubleFunction<BridgeCounts> count) {
    metrics.counter(
        "linger_bridge_" + name + "_total", help, () -> count.applyAsDouble(bridge.counts()));
  }
}
