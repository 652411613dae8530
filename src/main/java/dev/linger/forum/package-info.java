/**
 * The forum's own rules, on top of publishing and the log: who is typing, who is there, who has
 * read how far, what a user was told, and where a client goes on that can store nothing.
 *
 * <p>What a rule remembers beside the log has an interface with two implementations, one in memory
 * and one in Redis, where one script changes it and tells it in one step. What a rule has to say to
 * a client it says by events. Nothing here knows HTTP, or parks.
 */
@NullMarked
package dev.linger.forum;

import org.jspecify.annotations.NullMarked;
