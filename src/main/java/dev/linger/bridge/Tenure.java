package dev.linger.bridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node bridges: from when it learns that it has the lease until it learns that it has
 * it no more, with what is said and counted of that.
 *
 * <p>Threading: one thread changes it; whether it bridges may be asked by any.
 */
final class Tenure {

  private static final Logger log = LoggerFactory.getLogger(Tenure.class);

  private final Heard heard;
  private final Tally tally;
  private volatile @Nullable String token;

  Tenure(Heard heard, Tally tally) {
    this.heard = heard;
    this.tally = tally;
  }

  /** The token of the lease; null if another node has it, or none. */
  @Nullable String token() {
    return token;
  }

  /** What this node has done. */
  BridgeCounts counts() {
    return tally.counts(token != null, heard);
  }

  /**
   * What the log says of the lease. What others have stored is forgotten.
   *
   * @return true if this node begins to bridge with it
   */
  boolean stand(SharedLog.Standing standing) {
    String before = token;
    boolean begins = standing.isOurs() && !standing.token().equals(before);
    if (!standing.isOurs()) {
      if (before != null) {
        log.warn("another node bridges now: {}", standing.token());
      }
      token = null;
      heard.forget(standing.heard());
    } else if (begins) {
      heard.forget(standing.heard());
      tally.add(Tally.Of.TAKEOVERS, 1);
      sayGap(standing.heard().mark());
      log.info("this node bridges now, lease {}: {}", standing.token(), counts());
      token = standing.token();
    }
    return begins;
  }

  /** The log has refused to store under this lease. */
  void lost() {
    log.warn("another node bridges: what this one still had to store is left to it");
    token = null;
  }

  /**
   * It ends because this node wants it.
   *
   * @return false if there was nothing to end
   */
  boolean end(String why) {
    if (token == null) {
      return false;
    }
    log.info("bridging no more, {}: {}", why, counts());
    token = null;
    return true;
  }

  /** When a mark was said. */
  static Instant instant(long mark) {
    // It is the time, in microseconds.
    return Instant.ofEpochMilli(mark / 1_000);
  }

  private void sayGap(long last) {
    long since = heard.since();
    if (last > 0 && since > last) {
      long millis = (since - last) / 1_000;
      tally.add(Tally.Of.GAPS, 1);
      tally.add(Tally.Of.GAP_MILLIS, millis);
      log.warn(
          "nobody heard the forum for {} ms, from {} to {}: what it said then is lost",
          millis,
          instant(last),
          instant(since));
    }
  }
}
