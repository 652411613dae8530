/**
 * The use case of this server: read after a cursor, park if there is nothing, read again, answer
 * once.
 *
 * <p>{@link dev.linger.poll.Poller} joins the log and the hub; {@link dev.linger.poll.PollExchange}
 * is what the world above must offer to be answered. No HTTP and no JSON in here, and no threads: a
 * poll runs on whoever calls it, first a container's thread, then an answer thread.
 */
@NullMarked
package dev.linger.poll;

import org.jspecify.annotations.NullMarked;
