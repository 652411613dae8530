package dev.linger.publish;

/**
 * The bounds of publishing.
 *
 * @param batch the most events of one request
 * @param eventLength the longest data of one event, in characters of JSON text
 */
public record PublishLimits(int batch, int eventLength) {

  /** Enough for a long post; pictures and the like are not events. */
  public static final PublishLimits DEFAULT = new PublishLimits(100, 65_536);
}
