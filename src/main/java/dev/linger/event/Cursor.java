package dev.linger.event;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What a client has seen: everything up to a position in one life of the log.
 *
 * <p>The text form is {@code epoch.millis-sequence.check}. It is opaque to clients. The check is a
 * CRC-32, not a signature: a cursor grants nothing, it only says where to read on, so a forged one
 * does no more than an honest old one. The check is there because a proxy or a column that cuts a
 * cursor short would otherwise turn it into an earlier position, and that would repeat events in
 * silence.
 *
 * @param epoch the life of the log it belongs to
 * @param position the last place that the client has seen
 */
public record Cursor(Epoch epoch, Position position) {

  /** The longest text form, in characters; anything longer is refused unread. */
  public static final int MAX_TEXT_LENGTH = Epoch.MAX_LENGTH + 1 + 39 + 1 + 8;

  /**
   * Reads the text form back.
   *
   * @throws IllegalArgumentException if it is not one that {@link #text()} has made
   */
  public static Cursor parse(String text) {
    int check = text.lastIndexOf('.');
    int dot = text.indexOf('.');
    if (text.length() > MAX_TEXT_LENGTH || dot < 1 || check <= dot) {
      throw new IllegalArgumentException("not a cursor");
    }
    String body = text.substring(0, check);
    if (!checkOf(body).equals(text.substring(check + 1))) {
      throw new IllegalArgumentException("not a cursor, or one that was cut or changed");
    }
    return new Cursor(new Epoch(body.substring(0, dot)), Position.parse(body.substring(dot + 1)));
  }

  /** The form that clients carry; {@link #parse} reads it. */
  public String text() {
    String body = epoch.value() + "." + position;
    return body + "." + checkOf(body);
  }

  /** The same life of the log, another place. */
  public Cursor at(Position other) {
    return other.equals(position) ? this : new Cursor(epoch, other);
  }

  @Override
  public String toString() {
    return text();
  }

  private static String checkOf(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(0x1_0000_0000L | crc.getValue()).substring(1);
  }
}
