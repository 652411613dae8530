/**
 * Who waits for what on this node, and until when.
 *
 * <p>The hub knows waiters, channels, positions and deadlines. It knows no events, no HTTP and no
 * Redis: a waiter is told <em>that</em> something happened, never what. How to extend it: give
 * {@link dev.linger.hub.Outcome} another constant and call {@link dev.linger.hub.Hub#end} with it;
 * everything that ends a waiter goes through that one compare-and-set.
 */
@NullMarked
package dev.linger.hub;

import org.jspecify.annotations.NullMarked;
