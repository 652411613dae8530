package dev.linger.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory bodies take together: those that are arriving, or those that are being carried
 * out. Each may take as long as {@link Patience} lasts and be as large as a body may; there can be
 * more clients than memory for that.
 *
 * <p>Who comes when there is no room is refused at once: those who are quick hardly ever hold
 * anything. Small bodies get through for longer than large ones, so that a few who send much do not
 * keep out the many who poll.
 *
 * <p>Threading: any thread. Several at once may go a little beyond the bound.
 */
final class Burden {

  /** What is not more than this is small, in bytes: a poll. */
  static final int SMALL_BYTES = 32 * 1024;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * Nothing.
   *
   * @param most how much large things may weigh together, in bytes; small ones twice that
   */
  Burden(long most) {
    this.most = most;
  }

  /**
   * Takes it on.
   *
   * @param bytes how much more
   * @param size how much it is with that
   * @return false if that is too much: then nothing was taken on
   */
  boolean take(long bytes, long size) {
    long bound = size > SMALL_BYTES ? most : 2 * most;
    long now = held.addAndGet(bytes);
    // Whoever is alone is never too much, however small the memory.
    if (now > bound && now > bytes) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Puts it down. */
  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  /** How much there is, in bytes. */
  long held() {
    return held.get();
  }
}
