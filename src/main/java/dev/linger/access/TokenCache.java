package dev.linger.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were found good lately. Every poll brings its user's, again and again, and when a
 * channel that everybody reads advances they all come at once: with ES256 or EdDSA, that would be
 * seconds of computing ({@code TokenBench} measures it). Only good ones are kept: bad ones are made
 * without end, and would drive them out.
 *
 * <p>By their SHA-256, so that neither their length counts nor a heap dump has them. Two
 * generations: when the young one is full it becomes the old one, and what of that is asked for is
 * young again; so what is not, is gone after a while without anybody looking for it.
 *
 * <p>Threading: any thread; the lock is for the change of generations.
 */
final class TokenCache {

  /** The most of a generation: together more than polls are parked. Some 20 MB, if ever full. */
  static final int MAX_TOKENS = 16_384;

  /**
   * Good, by those keys.
   *
   * @param keys if they change, the one that signed it may be gone
   */
  private record Entry(KeySet keys, Caller caller) {

    boolean isGood(KeySet present, long nowMillis) {
      Pass pass = caller.pass();
      return keys.equals(present) && pass != null && pass.expiresAtMillis() > nowMillis;
    }
  }

  private volatile Map<ByteBuffer, Entry> young = new ConcurrentHashMap<>();
  private volatile Map<ByteBuffer, Entry> old = Map.of();

  /** By what a token is found. */
  static ByteBuffer key(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /** Whose it is, if it is known to be good, still. */
  @Nullable Caller find(ByteBuffer key, KeySet keys, long nowMillis) {
    @Nullable Entry entry = young.get(key);
    if (entry == null) {
      entry = old.get(key);
      if (entry != null && entry.isGood(keys, nowMillis)) {
        add(key, entry);
      }
    }
    if (entry != null && !entry.isGood(keys, nowMillis)) {
      young.remove(key);
      return null;
    }
    return entry == null ? null : entry.caller();
  }

  /** Remembers a good one. */
  void add(ByteBuffer key, KeySet keys, Caller caller) {
    add(key, new Entry(keys, caller));
  }

  /** How many there are, about. */
  int size() {
    return young.size() + old.size();
  }

  private void add(ByteBuffer key, Entry entry) {
    young.put(key, entry);
    if (young.size() >= MAX_TOKENS) {
      age();
    }
  }

  private synchronized void age() {
    if (young.size() >= MAX_TOKENS) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }
}
