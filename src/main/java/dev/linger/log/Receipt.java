package dev.linger.log;

import dev.linger.event.Position;

/**
 * Proof that an event is in the log.
 *
 * @param position its id
 * @param repeated true if it had been stored before, under the same idempotency key
 */
public record Receipt(Position position, boolean repeated) {}
