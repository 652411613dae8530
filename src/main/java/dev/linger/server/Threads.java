package dev.linger.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every thread of a node that is not the container's, each named for what it does:
 *
 * <pre>
 *   log-tail   follows the log; never writes to a client, never runs a poll
 *   answer-N   claim, read and write; never wait for a client
 *   deadlines  tells what is due
 * </pre>
 */
final class Threads implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Threads.class);

  /** How long each of them may take to come to its end. */
  private static final long STOP_SECONDS = 2;

  private record Running(Thread thread, Runnable stop) {}

  private final ExecutorService answers =
      Executors.newFixedThreadPool(answerThreads(), named("answer-"));
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(named("deadlines"));
  private final List<Running> running = new ArrayList<>();

  /** Where waiters are ended. */
  Executor answers() {
    return answers;
  }

  /** Does something small again and again, on the thread that watches deadlines. */
  void every(long nanos, Runnable task) {
    var scheduled =
        deadlines.scheduleAtFixedRate(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                // A scheduled task that throws is never run again, and then no hold would ever end.
                log.error("the deadlines stumbled and go on", e);
              }
            },
            nanos,
            nanos,
            TimeUnit.NANOSECONDS);
    log.trace("scheduled {}", scheduled);
  }

  /** Starts a thread for something that runs until it is told to stop. */
  void start(String name, Runnable task, Runnable stop) {
    Thread thread = named(name).newThread(task);
    running.add(new Running(thread, stop));
    thread.start();
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    answers.shutdown();
    running.forEach(each -> each.stop().run());
    try {
      for (Running each : running) {
        each.thread().join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      }
      // Waited for, all of them: a container complains of threads that outlive their application.
      if (!answers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)
          || !deadlines.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        log.warn("not all threads came to their end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One more than there are cores: reading an old cursor may wait for Redis. */
  private static int answerThreads() {
    return Runtime.getRuntime().availableProcessors() + 1;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      String suffix = name.endsWith("-") ? Integer.toString(number.getAndIncrement()) : "";
      Thread thread = new Thread(task, name + suffix);
      thread.setDaemon(true);
      return thread;
    };
  }
}
