package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request for the events after a cursor, checked and within {@link PollLimits}.
 *
 * @param channels what to read; without repetitions; empty only if all were forbidden
 * @param forbidden what was asked for and may not be read
 * @param cursor what the client has seen; null if it has seen nothing yet
 * @param hold how long it may stay parked; not negative
 * @param max the most events in the answer, at least 1
 * @param last without a cursor: how many of each channel's latest events to give
 * @param client tells a client's polls from those of others; null if it does not say
 * @param reader for whom it reads
 */
public record PollRequest(
    List<ChannelName> channels,
    List<ChannelName> forbidden,
    @Nullable Cursor cursor,
    Duration hold,
    int max,
    int last,
    @Nullable String client,
    Reader reader) {

  /** The same, held for as long. */
  public PollRequest holding(Duration other) {
    return new PollRequest(channels, forbidden, cursor, other, max, last, client, reader);
  }

  /** The same, for a reader who sees less, or more. */
  public PollRequest by(Reader other) {
    return new PollRequest(channels, forbidden, cursor, hold, max, last, client, other);
  }

  /** The same without some of its channels. */
  public PollRequest without(Collection<ChannelName> lost) {
    List<ChannelName> left = channels.stream().filter(channel -> !lost.contains(channel)).toList();
    return new PollRequest(left, forbidden, cursor, hold, max, last, client, reader);
  }

  /** The same, but some of its channels have turned out to be forbidden. */
  PollRequest forbidding(Collection<ChannelName> lost) {
    List<ChannelName> all = Stream.concat(forbidden.stream(), lost.stream()).toList();
    PollRequest left = without(lost);
    return new PollRequest(left.channels, all, cursor, hold, max, last, client, reader);
  }

  /** The same, from a cursor that the client did not carry; answered at once, like any such. */
  public PollRequest resumedAt(Cursor kept) {
    return new PollRequest(channels, forbidden, kept, Duration.ZERO, max, 0, client, reader);
  }

  /** What the same client asks next: what is forbidden has been said. */
  public PollRequest after(Cursor proved) {
    return new PollRequest(channels, List.of(), proved, hold, max, 0, client, reader);
  }
}
