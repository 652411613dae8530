package dev.linger.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The process of a server under test: Linger as {@code java -jar} starts it, or the bare servlet.
 * It says about itself what can't be seen from outside, the same way for both.
 */
public final class MeasuredServer {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** A first collection may only find what a second one can free. */
  private static final int COLLECTIONS = 3;

  private MeasuredServer() {}

  /**
   * Starts {@code linger} or {@code bare}, configured by system properties, and takes questions.
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "linger" -> new Thread(MeasuredServer::linger, "main-of-linger").start();
      case "bare" -> BareServer.start(Integer.getInteger("linger.port"));
      default -> throw new IllegalArgumentException(args[0]);
    }
    Child.answer(MeasuredServer::answer);
    System.exit(0);
  }

  private static void linger() {
    try {
      dev.linger.server.Main.main(new String[0]);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object answer(String question) throws IOException {
    return switch (question) {
      case "cpu" -> SYSTEM.getProcessCpuTime();
      case "heap" -> heapAfterCollection();
      case "direct" -> directBytes();
      case "allocated" -> allocatedBytes();
      case "histogram" -> printHistogram();
      default -> throw new IllegalArgumentException(question);
    };
  }

  private static long heapAfterCollection() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** What is on the heap, class by class, into the log. */
  private static int printHistogram() {
    try {
      Object[] none = {new String[0]};
      String[] signature = {String[].class.getName()};
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  none,
                  signature);
      String text = histogram.toString();
      System.err.println(text);
      return text.length();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By the threads that live: those of the pools do as long as it matters. */
  private static long allocatedBytes() {
    return LongStream.of(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }
}
