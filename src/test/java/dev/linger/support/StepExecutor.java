package dev.linger.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs what it was given when a test says so, on the test's thread, in order. */
public final class StepExecutor implements Executor {

  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    waiting.addLast(task);
  }

  /** How many tasks wait to be run. */
  public int waitingCount() {
    return waiting.size();
  }

  /** Runs the oldest task. */
  public void runOne() {
    waiting.removeFirst().run();
  }

  /** Runs everything, and what that adds. */
  public void runAll() {
    while (!waiting.isEmpty()) {
      runOne();
    }
  }
}
