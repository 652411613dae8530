/**
 * The values everything else speaks in: channel names, positions, epochs, cursors, events and what
 * a read of the log can say.
 *
 * <p>What lives here is immutable, validates itself in its one constructor and knows its own text
 * form. What may not live here: anything with a thread, a lock, a clock, a socket or a dependency
 * on another package of Linger.
 */
@NullMarked
package dev.linger.event;

import org.jspecify.annotations.NullMarked;
