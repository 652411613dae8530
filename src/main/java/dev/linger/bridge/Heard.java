package dev.linger.bridge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was heard of the forum and is not known to be stored. The node that bridges forgets what it
 * has stored; the others forget what it says it has stored, so each could go on where it stopped.
 *
 * <p>Threading: any thread; everything is guarded by the object's lock. One thread says what it
 * hears, another one takes it away.
 */
final class Heard {

  private static final Logger log = LoggerFactory.getLogger(Heard.class);

  /** The most messages that are kept: some seconds of a storm, or a minute of a forum. */
  static final int MAX_WORDS = 50_000;

  /** The most characters of them. */
  static final long MAX_CHARACTERS = 16L << 20;

  private final int maxWordLength;
  private final LongSupplier nanos;
  private final Deque<Word> words = new ArrayDeque<>();
  private long characters;

  /** True while somebody listens. */
  private boolean listening;

  /** The first mark of this listening; 0 until there is one. */
  private long since;

  /** The last place heard. */
  private Place end = Place.START;

  /** How many of the next messages are our own. */
  private long own;

  private long soundAt;

  /** Those that there was no room for, and the last of them. */
  private long dropped;

  private Place lastDropped = Place.START;

  private long heardCount;
  private long ownCount;

  /** Keeps nothing yet, and nothing that is longer. */
  Heard(int maxWordLength, LongSupplier nanos) {
    this.maxWordLength = maxWordLength;
    this.nanos = nanos;
  }

  /** From now on everything is heard. */
  synchronized void begin() {
    listening = true;
    since = 0;
    own = 0;
    soundAt = nanos.getAsLong();
  }

  /** What is said now is not heard. */
  synchronized void end() {
    listening = false;
    since = 0;
    own = 0;
  }

  /** A mark. The first one tells where we are, and where that is what was heard before it. */
  synchronized void mark(long mark) {
    soundAt = nanos.getAsLong();
    if (own > 0) {
      // What we say is said in one piece, and no mark falls into it. Some of it went to a channel
      // that we do not listen to: what comes now is the forum's.
      log.warn("{} messages of our own were announced on the bridge and not heard", own);
      own = 0;
    }
    if (mark <= end.mark()) {
      // Ours are always behind. Somebody else says marks, and none of theirs counts.
      return;
    }
    if (since == 0) {
      since = mark;
      List<Word> unplaced = new ArrayList<>();
      words.removeIf(word -> word.place().mark() == 0 && unplaced.add(word));
      for (Word word : unplaced) {
        Place place = new Place(mark - 1, word.place().count());
        words.add(new Word(place, word.channel(), word.text(), word.length()));
      }
    }
    end = new Place(mark, 0);
  }

  /** So many of the next messages were said by us. */
  synchronized void own(long count) {
    own = count;
  }

  /** A message. */
  synchronized void word(String channel, String text) {
    heardCount++;
    if (own > 0) {
      own--;
      ownCount++;
      return;
    }
    // Before the first mark of this listening nobody knows where it is, only in which order.
    Place place = new Place(since == 0 ? 0 : end.mark(), end.count() + 1);
    end = new Place(end.mark(), end.count() + 1);
    int length = text.length();
    String kept = length > maxWordLength ? "" : text;
    if (words.size() >= MAX_WORDS || characters + kept.length() > MAX_CHARACTERS) {
      dropped++;
      lastDropped = end;
      return;
    }
    characters += kept.length();
    words.add(new Word(place, channel, kept, length));
  }

  /** The next ones, in order, while it is known where they are. */
  synchronized List<Word> next(int most) {
    List<Word> next = new ArrayList<>();
    Iterator<Word> each = words.iterator();
    while (next.size() < most && each.hasNext()) {
      Word word = each.next();
      if (word.place().mark() == 0) {
        break;
      }
      next.add(word);
    }
    return next;
  }

  /** They are stored, all up to a place. */
  synchronized void forget(Place upTo) {
    while (!words.isEmpty()) {
      Word first = words.element();
      if (first.place().mark() == 0 || first.place().isAfter(upTo)) {
        break;
      }
      characters -= words.remove().text().length();
    }
    if (!lastDropped.isAfter(upTo)) {
      dropped = 0;
    }
  }

  /** How many there was no room for since this was asked last. */
  synchronized long takeDropped() {
    long taken = dropped;
    dropped = 0;
    return taken;
  }

  /** Up to where everything is done with, if nothing is left; else where that is not. */
  synchronized Place endIfEmpty() {
    return words.isEmpty() && since > 0 ? end : Place.START;
  }

  /** The first mark since which nothing was missed; 0 if that is not known. */
  synchronized long since() {
    return since;
  }

  /** The last mark heard; the next one must be behind it. */
  synchronized long lastMark() {
    return end.mark();
  }

  synchronized boolean isListening() {
    return listening;
  }

  /** How long nothing of ours was heard. */
  synchronized long quietNanos() {
    return nanos.getAsLong() - soundAt;
  }

  /** How many messages were heard at all, and how many of them were ours. */
  synchronized long[] counts() {
    return new long[] {heardCount, ownCount};
  }

  @Override
  public synchronized String toString() {
    return "Heard[" + words.size() + " waiting, " + (listening ? "since " + since : "deaf") + "]";
  }
}
