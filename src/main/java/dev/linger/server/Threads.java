package dev.linger.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every thread of a node that is not the container's, each named for what it does:
 *
 * <pre>
 *   log-tail   follows the log; never writes to a client, never runs a poll
 *   bridge-ear hears the forum's pub/sub; only remembers what it hears
 *   bridge     stores that, and tells the forum what the log has; one node does, the others stand by
 *   answer-N   claim, read and write; never wait for a client
 *   deadlines  tells what is due
 *   presence   tells the store who is there; may wait for it
 *   revocations asks the store whose tokens were revoked; may wait for it
 *   keys       asks for the keys of tokens; may wait for who has them
 * </pre>
 */
final class Threads implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Threads.class);

  /** How long each of them may take to come to its end. */
  private static final long STOP_SECONDS = 2;

  private final Set<Thread> all = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Runnable> waitingAnswers = new LinkedBlockingQueue<>();
  private final ExecutorService answers =
      new ThreadPoolExecutor(
          answerThreads(), answerThreads(), 0, TimeUnit.SECONDS, waitingAnswers, named("answer-"));
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(named("deadlines"));
  private final List<Runnable> stops = new ArrayList<>();
  private final List<ExecutorService> repeating = new ArrayList<>();

  /** Where waiters are ended. */
  Executor answers() {
    return answers;
  }

  /** How many ends wait for a thread. */
  int answersWaiting() {
    return waitingAnswers.size();
  }

  /** Does something small again and again, on the thread that watches deadlines. */
  void every(long nanos, Runnable task) {
    var scheduled =
        deadlines.scheduleAtFixedRate(
            guarded("deadlines", task), nanos, nanos, TimeUnit.NANOSECONDS);
    log.trace("scheduled {}", scheduled);
  }

  /** Does something again and again, with a pause between, on a thread of its own. */
  void repeat(String name, Duration pause, Runnable task) {
    ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor(named(name));
    repeating.add(own);
    var scheduled =
        own.scheduleWithFixedDelay(
            guarded(name, task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    log.trace("scheduled {}", scheduled);
  }

  /** Starts a thread for something that runs until it is told to stop. */
  void start(String name, Runnable task, Runnable stop) {
    stops.add(stop);
    named(name).newThread(task).start();
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    answers.shutdown();
    // Not interrupted: what it asks of the store it asks to the end.
    repeating.forEach(ExecutorService::shutdown);
    stops.forEach(Runnable::run);
    try {
      if (!haveEnded()) {
        log.warn("not all threads came to their end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for the threads themselves: a container complains of those that outlive their
   * application, and an executor calls itself terminated a moment before its last thread has ended.
   */
  private boolean haveEnded() throws InterruptedException {
    boolean ended = true;
    for (Thread each : all) {
      each.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      ended &= !each.isAlive();
    }
    return ended;
  }

  /** A scheduled task that throws is never run again, and then no hold would ever end. */
  private static Runnable guarded(String name, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("{} stumbled and goes on", name, e);
      }
    };
  }

  /** One more than there are cores: reading an old cursor may wait for Redis. */
  private static int answerThreads() {
    return Runtime.getRuntime().availableProcessors() + 1;
  }

  private ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      String suffix = name.endsWith("-") ? Integer.toString(number.getAndIncrement()) : "";
      Thread thread = new Thread(task, name + suffix);
      thread.setDaemon(true);
      // A pool replaces one that died: the dead are not kept.
      all.removeIf(each -> each.getState() == Thread.State.TERMINATED);
      all.add(thread);
      return thread;
    };
  }
}
