package dev.linger.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.IdentityHashMap;

/**
 * Answers that do not fit into what is between us and their readers, and so stay here until they
 * have been read: how much memory all of them together may take. Many can be told the same, out of
 * the same bytes, and then it is taken once.
 *
 * <p>Beyond the bound whoever does not read is cut off at once, and comes back with the cursor it
 * had: better than a node without memory for anybody.
 *
 * <p>Threading: any thread; the lock is held for some assignments.
 */
final class Unread {

  private final long most;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final IdentityHashMap<byte[], Integer> readers = new IdentityHashMap<>();

  @GuardedBy("lock")
  private long held;

  /**
   * Nothing.
   *
   * @param most in bytes; one answer is let stay, however much it is
   */
  Unread(long most) {
    this.most = most;
  }

  /**
   * One more reader of an answer.
   *
   * @return false if there is no room for it
   */
  boolean add(byte[] body) {
    synchronized (lock) {
      boolean isNew = !readers.containsKey(body);
      if (isNew && held > 0 && held + body.length > most) {
        return false;
      }
      held += isNew ? body.length : 0;
      readers.merge(body, 1, Integer::sum);
      return true;
    }
  }

  /** One reader of it less. */
  void remove(byte[] body) {
    synchronized (lock) {
      if (readers.merge(body, -1, Integer::sum) == 0) {
        readers.remove(body);
        held -= body.length;
      }
    }
  }

  /** How much there is, in bytes. */
  long held() {
    synchronized (lock) {
      return held;
    }
  }
}
