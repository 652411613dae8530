package dev.linger.event;

/**
 * One published fact in a channel.
 *
 * @param position its place in the log, and its id
 * @param previous the position of the durable event before it in its channel, or a place that no
 *     lost event lies behind. A reader whose cursor is older than this has missed something: the
 *     chain is how a trimmed channel is told from a quiet one
 * @param channel where it was published
 * @param kind how long it matters
 * @param data the forum's own JSON object, as text, already checked
 * @param audience for whom it is, among those who may read the channel
 */
public record Event(
    Position position,
    Position previous,
    ChannelName channel,
    Kind kind,
    String data,
    Audience audience) {

  /** What a JSON object of this length weighs in memory beyond its text, roughly, in bytes. */
  private static final int OVERHEAD_BYTES = 200;

  /** An event for everybody who may read its channel. */
  public Event(Position position, Position previous, ChannelName channel, Kind kind, String data) {
    this(position, previous, channel, kind, data, Audience.EVERYBODY);
  }

  /** True if the event is in the catch-up of its channel. */
  public boolean isDurable() {
    return !(kind instanceof Kind.Ephemeral);
  }

  /**
   * True if the event no longer matters.
   *
   * @param nowMillis now, by the clock that positions are made from
   */
  public boolean hasExpired(long nowMillis) {
    return kind instanceof Kind.Ephemeral ephemeral
        && nowMillis > position.millis() + ephemeral.ttl().toMillis();
  }

  /** About how much memory it takes, in bytes; for bounds, not for accounts. */
  public int weight() {
    return OVERHEAD_BYTES + data.length();
  }

  /** Fit for a log line: says what and where, and leaves out the data, which is the users' own. */
  @Override
  public String toString() {
    return "Event[" + channel + " " + position + " " + kind + ", " + data.length() + " characters]";
  }
}
