/**
 * The main forum's Redis pub/sub, both ways: what its WebSocket servers say there goes into the
 * log, and what Linger's own clients and publishers say goes there.
 *
 * <p>{@link dev.linger.bridge.Bridge} is the whole; start reading there. Of all nodes one bridges,
 * and the others listen, so that nothing is lost between its end and the next one's beginning.
 */
@NullMarked
package dev.linger.bridge;

import org.jspecify.annotations.NullMarked;
