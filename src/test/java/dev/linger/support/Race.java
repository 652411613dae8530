package dev.linger.support;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * A small scenario of a few threads, run in many interleavings by Lincheck's model checker, which
 * switches threads at every access to shared memory. A scenario sets everything up, runs its
 * threads by {@link #atOnce} and then checks what must hold.
 */
public final class Race {

  /**
   * How many interleavings of something sound are tried: more than any of the twins needed to
   * break. One takes some 50 ms, so this is what a build has time for; {@code
   * -Dlinger-test.interleavings} tries more.
   */
  private static final int TRIED = Integer.getInteger("linger-test.interleavings", 100);

  /** After how many something broken must have broken. */
  private static final int TRIED_AT_MOST = 1_500;

  static {
    // It warns a hundred times that it can't look into records and lambdas, which are immutable.
    System.setProperty("lincheck.logLevel", "ERROR");
  }

  private Race() {}

  /** No interleaving breaks the scenario. */
  public static void holds(Runnable scenario) {
    Lincheck.runConcurrentTest(TRIED, scenario);
  }

  /** Some interleaving breaks the scenario: it does hunt what it says. */
  public static void breaks(Runnable scenario, String message) {
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(TRIED_AT_MOST, scenario))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining(message);
  }

  /** Runs the actions in a thread each, and returns when all have ended. */
  public static void atOnce(Runnable... actions) {
    List<Thread> threads = new ArrayList<>();
    for (Runnable action : actions) {
      threads.add(new Thread(action));
    }
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What must hold after the race. AssertJ would do much more in here than compare, and every step
   * of it would be explored.
   */
  public static void check(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }
}
