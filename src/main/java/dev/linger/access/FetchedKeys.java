package dev.linger.access;

import dev.linger.hub.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that an issuer publishes, and changes. Looked at now and then; and at once, but not more
 * often than {@link KeyPlace#soonest}, if a token means a key that is not there. That token gets a
 * 401 meanwhile: to wait with it would let anybody hold our threads with a made-up key id. Its
 * client asks for a new token and comes back, and then the key is there. Issuers who publish a key
 * some minutes before they use it, as they should, never cause one.
 *
 * <p>While the place is away, the keys that it had are trusted on, but not for ever: whoever has
 * stolen a key that was taken back must not be able to keep it good by cutting a line.
 *
 * <p>Threading: {@link #look} by one thread at a time; the others by any.
 */
public final class FetchedKeys implements Keys {

  private static final Logger log = LoggerFactory.getLogger(FetchedKeys.class);

  /** How often {@link #look} should be called: it finds out by itself whether it is time. */
  public static final Duration TICK = Duration.ofMillis(250);

  /** For how long keys are trusted whose place is away. */
  static final Duration OUTAGE = Duration.ofDays(1);

  private final KeyPlace place;
  private final Set<Algorithm> allowed;
  private final KeySet own;
  private final Ticker ticker;

  /** Those that were found, with our own. */
  private volatile KeySet found;

  /** When they were last seen where they are published. */
  private volatile long seenNanos;

  private volatile boolean isMissed;

  private boolean hasLooked;
  private boolean isAway;
  private long lookedNanos;
  private byte[] seen = {};

  /**
   * Keys that have not been looked for.
   *
   * @param own those that are trusted anyway
   */
  FetchedKeys(KeyPlace place, Set<Algorithm> allowed, List<TrustedKey> own, Ticker ticker) {
    this.place = place;
    this.allowed = allowed;
    this.own = new KeySet(own);
    this.ticker = ticker;
    this.found = this.own;
    this.seenNanos = ticker.nanos();
  }

  /** Those that were found, unless that is too long ago; whatever has become of the looking. */
  @Override
  public KeySet now() {
    return isOutdated() ? own : found;
  }

  @Override
  public void missed() {
    isMissed = true;
  }

  /** Looks for new keys if it is time. May wait some seconds for the place. */
  public void look() {
    if (hasLooked && !isTime()) {
      return;
    }
    isMissed = false;
    try {
      take(place.read(ticker));
    } catch (IOException e) {
      miss(e);
    } finally {
      hasLooked = true;
      lookedNanos = ticker.nanos();
    }
  }

  private boolean isTime() {
    Duration pause = isMissed || isAway ? place.soonest() : place.every();
    return ticker.nanos() - lookedNanos >= pause.toNanos();
  }

  private void take(byte[] set) throws IOException {
    if (!Arrays.equals(set, seen)) {
      KeySet keys = Jwks.read(set, allowed);
      found = own.and(keys.keys());
      seen = set;
      log.info("trusting the keys {} of {}", keys.keys(), place);
    } else if (isAway) {
      log.info("the keys of {} can be read again", place);
    }
    isAway = false;
    seenNanos = ticker.nanos();
  }

  private void miss(IOException e) {
    if (!isAway) {
      log.warn("the keys of {} can't be read, what was known stays: {}", place, e.toString());
    }
    isAway = true;
    if (isOutdated() && !found.equals(own)) {
      log.error("the keys of {} were away for {}: none is trusted any more", place, OUTAGE);
      found = own;
      seen = new byte[0];
    }
  }

  private boolean isOutdated() {
    return ticker.nanos() - seenNanos >= OUTAGE.toNanos();
  }

  @Override
  public String toString() {
    return "FetchedKeys[" + place + ", " + found.keys() + "]";
  }
}
