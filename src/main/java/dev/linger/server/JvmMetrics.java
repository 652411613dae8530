package dev.linger.server;

import dev.linger.http.Metrics;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import javax.management.JMException;

/**
 * What the process and its JVM are doing, under the names that every dashboard for Java knows.
 *
 * <p>By hand: the dozen that somebody who is woken looks at. The library for it has some hundred,
 * comes with five more jars, and would read all of them at each scrape.
 */
final class JvmMetrics {

  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private JvmMetrics() {}

  static void addTo(Metrics metrics) {
    addProcess(metrics);
    addMemory(metrics);
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    metrics.counter(
        "jvm_gc_collections_total",
        "Garbage collections, by collector.",
        List.of("gc"),
        each(collectors, GarbageCollectorMXBean::getCollectionCount));
    metrics.counter(
        "jvm_gc_collection_seconds_total",
        "What garbage collections took, together, by collector.",
        List.of("gc"),
        each(collectors, gc -> gc.getCollectionTime() / MILLIS_PER_SECOND));
    metrics.gauge(
        "jvm_threads_current",
        "Threads of the JVM.",
        ManagementFactory.getThreadMXBean()::getThreadCount);
  }

  private static void addProcess(Metrics metrics) {
    metrics.gauge(
        "process_start_time_seconds",
        "When the process began, since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
    if (isKnown("ProcessCpuTime")) {
      metrics.counter(
          "process_cpu_seconds_total",
          "Processor time that the process has used.",
          () -> ofSystem("ProcessCpuTime") / NANOS_PER_SECOND);
    }
    if (isKnown("OpenFileDescriptorCount")) {
      metrics.gauge(
          "process_open_fds",
          "Open file descriptors: one for each connection, and some.",
          () -> ofSystem("OpenFileDescriptorCount"));
      metrics.gauge(
          "process_max_fds",
          "How many file descriptors there may be (ulimit -n).",
          () -> ofSystem("MaxFileDescriptorCount"));
    }
  }

  /**
   * What the JVM knows of its process, by its name: the interfaces that have getters for it are of
   * a module, {@code jdk.management}, that WildFly's applications do not see.
   */
  private static double ofSystem(String attribute) {
    try {
      Object value =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  ManagementFactory.getOperatingSystemMXBean().getObjectName(), attribute);
      return ((Number) value).doubleValue();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isKnown(String attribute) {
    try {
      return ofSystem(attribute) >= 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static void addMemory(Metrics metrics) {
    var memory = ManagementFactory.getMemoryMXBean();
    metrics.gauge(
        "jvm_memory_used_bytes",
        "Memory in use, by area: heap, nonheap, or direct, which is outside both.",
        List.of("area"),
        values -> {
          values.add(memory.getHeapMemoryUsage().getUsed(), "heap");
          values.add(memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .forEach(pool -> values.add(pool.getMemoryUsed(), "direct"));
        });
    metrics.gauge(
        "jvm_memory_max_bytes",
        "How large the heap may become (-Xmx).",
        List.of("area"),
        values -> {
          MemoryUsage heap = memory.getHeapMemoryUsage();
          values.add(heap.getMax(), "heap");
        });
  }

  private static Consumer<Metrics.Values> each(
      List<GarbageCollectorMXBean> collectors, ToDoubleFunction<GarbageCollectorMXBean> value) {
    return values -> collectors.forEach(gc -> values.add(value.applyAsDouble(gc), gc.getName()));
  }
}
