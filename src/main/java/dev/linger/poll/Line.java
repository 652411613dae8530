package dev.linger.poll;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where polls begin: few at a time, the others stand in line, and no thread stands with them.
 * Whoever has begun his own poll begins those that came meanwhile.
 *
 * <p>It is here for those who publish. A poll's first read may wait for the log's store, and
 * thousands of polls come at once when something happens in a busy thread, or when a node has gone
 * away. Without a line they would have all of the container's threads, and all of the connections
 * to the store; with it there are always some of both that no poll has. (A container's own means,
 * Jetty's {@code QoSHandler} for one, suspend requests by what they ask for, but only at its own
 * door, not when a body has arrived or a stream goes on, and not in other containers.)
 *
 * <p>Threading: any thread. A place is taken by compare-and-set; whoever gives one back looks once
 * more whether somebody came in between, who then saw no place free.
 */
final class Line {

  private final int atOnce;
  private final int longest;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * An empty line.
   *
   * @param atOnce how many are let in at a time
   * @param longest how many stand in line at the most
   */
  Line(int atOnce, int longest) {
    this.atOnce = atOnce;
    this.longest = longest;
  }

  /**
   * Runs it here and now, or later on another thread.
   *
   * @param now throws to its caller what it throws
   * @param later the same, but throws nothing
   * @return false if the line is too long; then neither is run
   */
  boolean enter(Runnable now, Runnable later) {
    if (waiting.isEmpty() && takePlace()) {
      try {
        now.run();
      } finally {
        inside.decrementAndGet();
        letIn();
      }
      return true;
    }
    if (length.incrementAndGet() > longest) {
      length.decrementAndGet();
      return false;
    }
    waiting.add(later);
    letIn();
    return true;
  }

  /** How many stand in line. */
  int length() {
    return length.get();
  }

  private void letIn() {
    while (!waiting.isEmpty() && takePlace()) {
      try {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
          length.decrementAndGet();
          next.run();
        }
      } finally {
        inside.decrementAndGet();
      }
    }
  }

  private boolean takePlace() {
    for (int now = inside.get(); now < atOnce; now = inside.get()) {
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }
}
