package dev.linger.access;

import dev.linger.log.LogUnavailableException;
import java.util.List;

/**
 * Where all nodes find what was revoked.
 *
 * <p>Threading: any thread.
 */
public interface RevocationStore {

  /** The most revocations that hold at a time. With that many, something else is wrong. */
  int MAX_REVOCATIONS = 100_000;

  /**
   * What was revoked since a number.
   *
   * @param number the last one's; smaller than what was asked with if the store has lost something
   */
  record Since(long number, List<Revocation> revocations) {}

  /**
   * Remembers it until it has ended.
   *
   * @throws LogUnavailableException if the store did not confirm it, or has too many
   */
  void add(Revocation revocation) throws LogUnavailableException;

  /**
   * What was revoked after a number that was given before; all if the store has lost its count.
   *
   * @param number 0 for all
   */
  Since since(long number) throws LogUnavailableException;
}
