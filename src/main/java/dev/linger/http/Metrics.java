package dev.linger.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator can see of this node at {@code /metrics}.
 *
 * <p>Nothing is counted here. Whoever does something counts it for himself, in a {@code LongAdder}
 * or a field that is there anyway, and offers a getter; here it gets a name, and is read when
 * somebody asks. So nothing below knows of Prometheus, and a metric costs nothing until it is read.
 *
 * <p>To add one, where the parts are joined ({@code server.NodeMetrics}):
 *
 * <pre>
 *   metrics.counter("linger_polls_over_limit_total", "Polls beyond the bound per user.", limits::overUser);
 * </pre>
 *
 * and a row to the table of operations.md, which a test compares with what comes out. A refusal
 * that is told as a {@link Problem} needs not even that: {@code linger_problems_total} counts all
 * of them by their code.
 *
 * <p>Names end in what they count: {@code _total}, {@code _seconds}, {@code _bytes}. A label takes
 * one of a few values that are known when the server is built; never a user, a channel or an
 * address.
 *
 * <p>Threading: metrics are added by any thread; {@link #read} may be called by any number at a
 * time, which then call what was given to us.
 */
public final class Metrics {

  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private static final String TOTAL = "_total";

  /** One value of a metric. */
  private record Point(Labels labels, double value) {}

  /** A metric, and how it is read. */
  private record Metric(String name, String help, Supplier<List<Point>> points) {

    MetricSnapshot snapshot() {
      return name.endsWith(TOTAL) ? counter() : gauge();
    }

    private MetricSnapshot counter() {
      String base = name.substring(0, name.length() - TOTAL.length());
      return new CounterSnapshot(
          new MetricMetadata(base, help, unit(base)),
          points.get().stream()
              .map(
                  point ->
                      new CounterSnapshot.CounterDataPointSnapshot(
                          point.value(), point.labels(), null, 0))
              .toList());
    }

    private MetricSnapshot gauge() {
      return new GaugeSnapshot(
          new MetricMetadata(name, help, unit(name)),
          points.get().stream()
              .map(
                  point ->
                      new GaugeSnapshot.GaugeDataPointSnapshot(point.value(), point.labels(), null))
              .toList());
    }

    private static @Nullable Unit unit(String base) {
      return base.endsWith("_seconds") ? Unit.SECONDS : base.endsWith("_bytes") ? Unit.BYTES : null;
    }
  }

  private final List<Metric> metrics = new CopyOnWriteArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Takes the values of a metric, one after the other, while it is read. */
  @FunctionalInterface
  public interface Values {

    /**
     * One more value.
     *
     * @param value the value
     * @param labels for each label of the metric what it is here, in their order
     */
    void add(double value, String... labels);

    /** One more count; exact up to 2^53, as far as the format goes. */
    default void add(long count, String... labels) {
      add((double) count, labels);
    }
  }

  /**
   * Something that only grows while the node runs.
   *
   * @param name ends in {@code _total}
   * @param help a sentence, for the person who is woken by it
   */
  public void counter(String name, String help, DoubleSupplier value) {
    counter(name, help, List.of(), values -> values.add(value.getAsDouble()));
  }

  /** The same, counted apart by what a label says. */
  public <E extends Enum<E>> void counter(
      String name, String help, String label, Supplier<Map<E, Long>> counts) {
    counter(
        name,
        help,
        List.of(label),
        values -> counts.get().forEach((what, count) -> values.add(count, lower(what))));
  }

  /** The same, counted apart by what several labels say. */
  public void counter(String name, String help, List<String> labels, Consumer<Values> reading) {
    if (!name.endsWith(TOTAL)) {
      throw new IllegalArgumentException("a counter ends in " + TOTAL + ": " + name);
    }
    add(name, help, labels, reading);
  }

  /** Something that goes up and down. */
  public void gauge(String name, String help, DoubleSupplier value) {
    gauge(name, help, List.of(), values -> values.add(value.getAsDouble()));
  }

  /** The same, apart by what labels say. */
  public void gauge(String name, String help, List<String> labels, Consumer<Values> reading) {
    if (name.endsWith(TOTAL)) {
      throw new IllegalArgumentException("only a counter ends in " + TOTAL + ": " + name);
    }
    add(name, help, labels, reading);
  }

  /** All of them, now. One that fails is left out, so that the others are still seen. */
  MetricSnapshots read() {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (Metric metric : metrics) {
      try {
        snapshots.add(metric.snapshot());
      } catch (RuntimeException e) {
        log.warn("{} could not be read", metric.name(), e);
      }
    }
    return new MetricSnapshots(snapshots);
  }

  private synchronized void add(
      String name, String help, List<String> labels, Consumer<Values> reading) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("there are two of " + name);
    }
    metrics.add(new Metric(name, help, () -> points(labels, reading)));
  }

  private static List<Point> points(List<String> labels, Consumer<Values> reading) {
    List<Point> points = new ArrayList<>();
    reading.accept(
        (value, of) -> points.add(new Point(Labels.of(labels.toArray(new String[0]), of), value)));
    return points;
  }

  private static String lower(Enum<?> what) {
    return what.name().toLowerCase(Locale.ROOT);
  }
}
