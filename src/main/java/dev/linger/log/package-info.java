/**
 * The retained events: one total order, read after a cursor.
 *
 * <p>Start at {@link dev.linger.log.EventLog}, which says what every log promises; {@link
 * dev.linger.log.MemoryEventLog} and {@link dev.linger.log.RedisEventLog} keep it, and one contract
 * test holds both to it. {@link dev.linger.log.RecentEvents} is the memory that answers most reads.
 * Only classes named {@code Redis…} and {@link dev.linger.log.LogTail} may touch Jedis. Nothing
 * here knows who waits: a log tells its {@link dev.linger.log.LogListener} how far it can be read.
 */
@NullMarked
package dev.linger.log;

import org.jspecify.annotations.NullMarked;
