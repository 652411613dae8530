package dev.linger.forum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import dev.linger.event.Kind;
import dev.linger.hub.Ticker;
import dev.linger.log.Draft;
import dev.linger.log.EventLog;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.ReadLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has read how far in a thread. A receipt only ever moves forward: a late older one changes
 * nothing. What changes is told to the thread as {@code {"type":"read",…}}, of which within one
 * answer only the newest of each person counts.
 *
 * <p>Threading: any thread.
 */
public final class Receipts {

  /** How many people a snapshot tells of, at the most. */
  static final int MAX_TOLD = 200;

  private static final ReadLimit NOTHING = new ReadLimit(1, 1);

  /**
   * What a page begins with.
   *
   * @param cursor what happens after it is told by events, so the two together miss nothing
   * @param receipts the newest first
   * @param more true if there are people that are not told of
   */
  public record Snapshot(Cursor cursor, List<ReadReceipt> receipts, boolean more) {}

  private final EventLog log;
  private final ReceiptStore store;
  private final NewestPosts posts;
  private final Refusals ahead;

  /** Receipts of a log's threads. */
  public Receipts(EventLog log, ReceiptStore store, Ticker ticker) {
    this.log = log;
    this.store = store;
    this.posts = new NewestPosts(log);
    this.ahead = new Refusals("a receipt for the future", ticker);
  }

  /**
   * Somebody has read a post, and with it those before it.
   *
   * @param origin where they have said so
   * @return false if that was known, or more
   * @throws AheadException if the log knows the thread's posts, and this one is later
   * @throws LogUnavailableException if the log did not confirm it
   */
  public boolean read(ChannelName thread, String threadId, ReadReceipt receipt, Origin origin)
      throws AheadException, LogUnavailableException {
    if (posts.isAhead(thread, receipt.post())) {
      ahead.add(thread);
      throw new AheadException("there is no such post yet in this thread");
    }
    Kind kind = new Kind.LatestWins("read:" + receipt.user());
    return store.advance(
        thread, receipt, new Draft(thread, kind, told(threadId, receipt), null), origin);
  }

  /** The latest receipts of a thread. */
  public Snapshot latest(ChannelName thread) throws LogUnavailableException {
    // The cursor first: what happens between the two is then told twice, not never.
    Cursor cursor = log.latest(List.of(), 0, NOTHING).cursor();
    List<ReadReceipt> latest = store.latest(thread, MAX_TOLD + 1);
    boolean more = latest.size() > MAX_TOLD;
    return new Snapshot(cursor, more ? latest.subList(0, MAX_TOLD) : latest, more);
  }

  /** How many receipts for the future were refused. */
  long refused() {
    return ahead.count();
  }

  private static String told(String threadId, ReadReceipt receipt) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("type", "read").put("threadId", threadId).put("userId", receipt.user());
    if (receipt.name() != null) {
      data.put("userName", receipt.name());
    }
    return data.put("postId", receipt.post().value()).toString();
  }

  /** The receipt that an event tells of. */
  static ReadReceipt receiptIn(String data) {
    JsonNode told = EventJson.read(data);
    @Nullable String name = told.path("userName").textValue();
    return new ReadReceipt(told.path("userId").asText(), name, PostId.of(told.path("postId")));
  }
}
