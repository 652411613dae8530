package dev.linger.bridge;

/**
 * What this node has done for the bridge since it began.
 *
 * @param isBridging true if it is this node that bridges now
 * @param isListening true if it hears all that the forum says
 * @param heard messages heard on the forum's pub/sub
 * @param own those of them that Linger had said itself
 * @param stored messages stored as events, or as how far somebody has read
 * @param refused messages that could not be stored
 * @param left messages that the routes leave out
 * @param lost messages that there was no room for while the log was away
 * @param takeovers how often this node began to bridge
 * @param gaps how often nobody had listened before that
 * @param gapMillis for how long, together; what was said meanwhile is lost, and not counted by
 *     anybody
 * @param told events told to the forum
 * @param unaddressed events not told, because a message can't say whom they are for
 * @param expired events not told, because they no longer mattered
 * @param trimmed how often events were gone before they could be told
 */
public record BridgeCounts(
    boolean isBridging,
    boolean isListening,
    long heard,
    long own,
    long stored,
    long refused,
    long left,
    long lost,
    long takeovers,
    long gaps,
    long gapMillis,
    long told,
    long unaddressed,
    long expired,
    long trimmed) {}
