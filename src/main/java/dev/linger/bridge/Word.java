package dev.linger.bridge;

/**
 * One message of the forum's, as it was heard.
 *
 * @param place where in all that the forum says
 * @param channel the pub/sub channel
 * @param text what it is; empty if it was too long to be kept
 * @param length how long it was, in characters
 */
record Word(Place place, String channel, String text, int length) {}
