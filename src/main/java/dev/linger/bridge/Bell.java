package dev.linger.bridge;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells the bridge that there is something to do: that the log has advanced, or the forum spoke.
 *
 * <p>Threading: rung by any thread, which does not wait; awaited by one.
 */
public final class Bell {

  private final Semaphore rung = new Semaphore(0);

  /** There is something to do. */
  public void ring() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /** Waits until it is rung, or has been, or for so long. */
  void await(long millis) throws InterruptedException {
    if (rung.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      // Whoever rings from here on rings for what is looked at only after this.
      rung.drainPermits();
    }
  }
}
