package dev.linger.forum;

import dev.linger.event.Cursor;
import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where clients go on that can store nothing themselves, by user and by a key of the client's
 * choice.
 *
 * <p>Threading: any thread; a position is moved in one step, whoever else moves it.
 */
public interface ResumeStore {

  /** How long a position is kept after it was last moved or asked for. */
  Duration AGE = Duration.ofDays(7);

  /** How many keys a user has at the most; the one that lies furthest back goes first. */
  int MAX_KEYS = 16;

  /**
   * One client of a user.
   *
   * @param user the user's id
   * @param key 1 to {@value #MAX_KEY_LENGTH} characters
   */
  record Client(String user, String key) {

    /** The longest key, in characters. */
    public static final int MAX_KEY_LENGTH = 64;

    /**
     * Checks the key.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public Client {
      if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
        throw new IllegalArgumentException("resume has 1 to " + MAX_KEY_LENGTH + " characters");
      }
    }
  }

  /**
   * Moves positions: forward only within an epoch; one of another epoch takes the place of what is
   * there.
   */
  void move(Map<Client, Cursor> proven) throws LogUnavailableException;

  /**
   * Where a client goes on.
   *
   * @param otherwise where it begins if it has no position yet; becomes its position
   * @return null if it had none
   */
  @Nullable Cursor find(Client client, Cursor otherwise) throws LogUnavailableException;

  /** The one of two positions that counts: the later one, or the one that was proved last. */
  static Cursor later(Cursor known, Cursor proven) {
    boolean older =
        known.epoch().equals(proven.epoch()) && !proven.position().isAfter(known.position());
    return older ? known : proven;
  }
}
