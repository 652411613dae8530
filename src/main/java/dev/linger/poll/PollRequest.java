package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Cursor;
import java.time.Duration;
import java.util.List;
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
 */
public record PollRequest(
    List<ChannelName> channels,
    List<ChannelName> forbidden,
    @Nullable Cursor cursor,
    Duration hold,
    int max,
    int last,
    @Nullable String client) {}
