package dev.linger.bridge;

import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out: follows the log, and tells the forum what did not come from it.
 *
 * <p>Threading: one thread.
 */
final class Telling {

  private static final Logger log = LoggerFactory.getLogger(Telling.class);

  /** How many entries of the log are looked at in one step. */
  static final int BATCH = 200;

  private static final int MAX_BATCHES = 10;

  private final SharedLog shared;
  private final Forum forum;
  private final Outbound outbound;
  private final Tally tally;

  /** How far the log has been told; null if it must be asked. */
  private @Nullable Told told;

  Telling(SharedLog shared, Forum forum, Outbound outbound, Tally tally) {
    this.shared = shared;
    this.forum = forum;
    this.outbound = outbound;
    this.tally = tally;
  }

  /** Goes on where whoever told last has stopped. */
  void begin() {
    told = null;
  }

  /**
   * Tells what there is, or as much as can be done before the lease must be looked at.
   *
   * @return true if there is more
   */
  boolean tell() throws LogUnavailableException {
    Told from = told == null ? start() : told;
    boolean hasMore = true;
    for (int batches = 0; hasMore && batches < MAX_BATCHES; batches++) {
      SharedLog.Part part = shared.after(from, BATCH);
      if (!part.upTo().equals(from)) {
        from = tell(from, part);
      }
      told = from;
      hasMore = part.hasMore() || !part.upTo().equals(from);
    }
    return hasMore;
  }

  private Told start() throws LogUnavailableException {
    Told known = forum.told();
    if (known == null) {
      known = shared.after(null, 0).upTo();
      log.info("the forum is told what is new from {}", known);
      Told agreed = forum.tell(known, known, List.of());
      return agreed == null ? known : agreed;
    }
    return known;
  }

  private Told tell(Told from, SharedLog.Part part) {
    List<Outbound.Telling> tellings = new ArrayList<>();
    int expired = 0;
    int unaddressed = 0;
    for (SharedLog.Published event : part.published()) {
      if (hasExpired(event, part.nowMillis())) {
        expired++;
        continue;
      }
      Optional<Outbound.Telling> telling =
          outbound.telling(event.channel(), event.data(), shared.cursor(event));
      telling.ifPresent(tellings::add);
      unaddressed += telling.isPresent() ? 0 : 1;
    }
    Told now = forum.tell(from, part.upTo(), tellings);
    if (now == null || !now.equals(part.upTo())) {
      // Somebody else has told it, or we have, and did not hear the answer.
      return now == null ? from : now;
    }
    if (part.isTrimmed()) {
      tally.add(Tally.Of.TRIMMED, 1);
      log.error("events between {} and {} were gone before the forum was told", from, now);
    }
    tally.add(Tally.Of.TOLD, tellings.size());
    tally.add(Tally.Of.EXPIRED, expired);
    tally.add(Tally.Of.UNADDRESSED, unaddressed);
    return now;
  }

  private static boolean hasExpired(SharedLog.Published event, long nowMillis) {
    return RedisKeys.decodeKind(event.kind()) instanceof Kind.Ephemeral kind
        && nowMillis > Position.parse(event.id()).millis() + kind.ttl().toMillis();
  }
}
