package dev.linger.bridge;

import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in: stores what was heard, under a lease.
 *
 * <p>Threading: one thread.
 */
final class Storing {

  private static final Logger log = LoggerFactory.getLogger(Storing.class);

  /** How many messages are stored in one step, which nothing else can come between. */
  static final int BATCH = 200;

  /** How many of them may be about what somebody has read: each is a step of its own. */
  private static final int MAX_MARKS = 50;

  /** How many steps until the lease is looked at again, however much there is to do. */
  private static final int MAX_BATCHES = 10;

  /** The most characters of them, unless it is one. */
  private static final int BATCH_CHARACTERS = 1 << 20;

  private final SharedLog shared;
  private final Heard heard;
  private final Inbound inbound;
  private final ReadMarks readMarks;
  private final Complaints complaints;
  private final Tally tally;

  /** How many events were stored under this lease. */
  private long stored;

  /** How far it is known in the log that we have heard. */
  private Place known = Place.START;

  /** What was tried and not confirmed: it is tried again just as it was. */
  private @Nullable Batch pending;

  /** What somebody has read, and on which pub/sub channel that was said. */
  private record Mark(String pubsub, Inbound.Wish.Marked wish) {}

  /** Marks first, of which those that are done are taken out, then events. */
  private record Batch(Deque<Mark> marks, List<Draft> drafts, Place upTo, int refused, int left) {}

  Storing(
      SharedLog shared,
      Heard heard,
      Inbound inbound,
      ReadMarks readMarks,
      Complaints complaints,
      Tally tally) {
    this.shared = shared;
    this.heard = heard;
    this.inbound = inbound;
    this.readMarks = readMarks;
    this.complaints = complaints;
    this.tally = tally;
  }

  /** Begins under a new lease. */
  void begin(SharedLog.Standing standing) {
    stored = 0;
    known = standing.heard();
    pending = null;
  }

  /**
   * Stores what there is, or as much as can be done before the lease must be looked at.
   *
   * @return false if the lease has passed to another node
   */
  boolean store(String token) throws LogUnavailableException {
    Batch batch = pending == null ? next() : pending;
    for (int batches = 0; batch != null; batches++) {
      if (batches == MAX_BATCHES) {
        pending = batch;
        break;
      }
      pending = batch;
      move(batch.marks());
      if (!shared.append(token, stored + 1, batch.upTo(), batch.drafts())) {
        pending = null;
        return false;
      }
      pending = null;
      done(batch);
      batch = next();
    }
    sayLost();
    return true;
  }

  /** True if there is more to store. */
  boolean hasMore() {
    return pending != null;
  }

  private void done(Batch batch) {
    stored += batch.drafts().size();
    known = batch.upTo();
    heard.forget(batch.upTo());
    tally.add(Tally.Of.STORED, batch.drafts().size());
    tally.add(Tally.Of.REFUSED, batch.refused());
    tally.add(Tally.Of.LEFT, batch.left());
  }

  /**
   * No fence: whoever else moves them, too, moves them to the same place. What is said of a post
   * counts only if the post is there, so all that was said before is stored by now.
   */
  private void move(Deque<Mark> marks) throws LogUnavailableException {
    while (!marks.isEmpty()) {
      Mark mark = marks.element();
      try {
        readMarks.move(mark.wish().channel(), mark.wish().message());
        tally.add(Tally.Of.STORED, 1);
      } catch (IllegalArgumentException e) {
        tally.add(Tally.Of.REFUSED, 1);
        complaints.refused(mark.pubsub(), String.valueOf(e.getMessage()));
      }
      marks.remove();
    }
  }

  private @Nullable Batch next() {
    List<Word> words = heard.next(BATCH);
    if (words.isEmpty()) {
      // Only marks: said in the log once a mark, so that a quiet forum's gap is not told too long.
      Place end = heard.endIfEmpty();
      return end.mark() > known.mark() ? new Batch(new ArrayDeque<>(), List.of(), end, 0, 0) : null;
    }
    Deque<Mark> marks = new ArrayDeque<>();
    List<Draft> drafts = new ArrayList<>();
    Place upTo = known;
    long characters = 0;
    int refused = 0;
    int left = 0;
    for (Word word : words) {
      characters += word.text().length();
      if (characters > BATCH_CHARACTERS && upTo.isAfter(known)) {
        break;
      }
      try {
        Inbound.Wish wish = inbound.wish(word);
        if (wish instanceof Inbound.Wish.Marked marked) {
          if (!drafts.isEmpty() || marks.size() == MAX_MARKS) {
            break;
          }
          marks.add(new Mark(word.channel(), marked));
        } else if (wish instanceof Inbound.Wish.Told told) {
          drafts.add(told.draft());
        } else {
          left++;
        }
      } catch (IllegalArgumentException e) {
        refused++;
        complaints.refused(word.channel(), String.valueOf(e.getMessage()));
      }
      upTo = word.place();
    }
    return new Batch(marks, drafts, upTo, refused, left);
  }

  private void sayLost() {
    long lost = heard.takeDropped();
    if (lost > 0) {
      tally.add(Tally.Of.LOST, lost);
      log.error("{} messages of the forum are lost: the log was away for too long", lost);
    }
  }
}
