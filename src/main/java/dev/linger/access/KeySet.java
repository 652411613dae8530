package dev.linger.access;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys that are trusted at a moment. */
record KeySet(List<TrustedKey> keys) {

  KeySet {
    keys = List.copyOf(keys);
  }

  /** These and others. */
  KeySet and(List<TrustedKey> others) {
    return new KeySet(Stream.concat(keys.stream(), others.stream()).toList());
  }

  /**
   * The one that a token means. A token that does not name one is only good where there is no
   * choice: trying one key after the other would make a signature worth as much as the weakest.
   */
  TrustedKey select(Algorithm algorithm, @Nullable String id) throws RefusedTokenException {
    List<TrustedKey> fitting = keys.stream().filter(key -> key.fits(algorithm, id)).toList();
    if (fitting.size() != 1) {
      throw new RefusedTokenException(
          fitting.isEmpty() ? Refusal.UNKNOWN_KEY : Refusal.AMBIGUOUS_KEY);
    }
    return fitting.get(0);
  }
}
