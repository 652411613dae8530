package dev.linger.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  private static final Duration PAUSE = Duration.ofMillis(1);

  private static final int ROUNDS = 200;

  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

  @Test
  void closing_waits_until_every_thread_has_ended() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      Threads threads = new Threads();
      CountDownLatch ran = new CountDownLatch(4);
      CountDownLatch told = new CountDownLatch(1);
      threads.answers().execute(() -> note(ran));
      threads.every(PAUSE.toNanos(), () -> note(ran));
      threads.repeat("again", PAUSE, () -> note(ran));
      threads.start("once", () -> noteAndWait(ran, told), told::countDown);
      ran.await();

      Thread[] ours = seen.toArray(Thread[]::new);
      threads.close();

      // Counted before anything else is done: what outlives the closing does so for microseconds.
      long alive = Arrays.stream(ours).filter(Thread::isAlive).count();
      assertThat(alive).as("round %d", round).isZero();
      seen.clear();
    }
  }

  @Test
  void a_task_that_throws_is_run_again() throws InterruptedException {
    try (Threads threads = new Threads()) {
      CountDownLatch three = new CountDownLatch(3);
      threads.repeat(
          "stumbling",
          PAUSE,
          () -> {
            three.countDown();
            throw new IllegalStateException("a stumble, for a test");
          });
      three.await();
    }
    assertThat(Thread.getAllStackTraces())
        .extractingFromEntries(Map.Entry::getKey)
        .noneMatch(thread -> ((Thread) thread).getName().equals("stumbling"));
  }

  private void note(CountDownLatch ran) {
    seen.add(Thread.currentThread());
    ran.countDown();
  }

  private void noteAndWait(CountDownLatch ran, CountDownLatch told) {
    note(ran);
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
