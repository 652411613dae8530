package dev.linger.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a poll's answer apart, no further than a load needs it, without making garbage: the client
 * shares two cores with what it measures.
 */
final class Answers {

  private static final byte[] OK = Wire.bytes("HTTP/1.1 200");
  private static final byte[] END_OF_HEADERS = Wire.bytes("\r\n\r\n");
  private static final byte[] LENGTH = Wire.bytes("content-length: ");
  private static final byte[] CURSOR = Wire.bytes("\"cursor\":\"");
  private static final byte[] NUMBER = Wire.bytes("\"n\":");
  private static final byte[] RESET = Wire.bytes("\"reset\":");

  /** Told of each event in an answer. */
  @FunctionalInterface
  interface Events {
    void event(long n);
  }

  private Answers() {}

  /** How many bytes the first answer in the buffer takes, or -1 if it is not all there. */
  static int length(byte[] in, int end) {
    int headers = indexOf(in, 0, end, END_OF_HEADERS);
    if (headers < 0) {
      return -1;
    }
    int at = indexOf(in, 0, headers, LENGTH);
    if (!Arrays.equals(in, 0, OK.length, OK, 0, OK.length) || at < 0) {
      throw new IllegalStateException(text(in, 0, end));
    }
    int whole = headers + END_OF_HEADERS.length + (int) number(in, at + LENGTH.length);
    return whole <= end ? whole : -1;
  }

  /** Finds the events of the answer, in order. */
  static void events(byte[] in, int end, Events events) {
    if (indexOf(in, 0, end, RESET) >= 0) {
      throw new IllegalStateException("a reset: " + text(in, 0, end));
    }
    for (int at = indexOf(in, 0, end, NUMBER);
        at >= 0;
        at = indexOf(in, at + NUMBER.length, end, NUMBER)) {
      events.event(number(in, at + NUMBER.length));
    }
  }

  /** Where the cursor begins. */
  static int cursorStart(byte[] in, int end) {
    int at = indexOf(in, 0, end, CURSOR);
    if (at < 0) {
      throw new IllegalStateException("no cursor: " + text(in, 0, end));
    }
    return at + CURSOR.length;
  }

  /** Where it ends. */
  static int cursorEnd(byte[] in, int start) {
    int end = start;
    while (in[end] != '"') {
      end++;
    }
    return end;
  }

  /** Asks for the cursor of now. */
  static String cursorOf(Sender sender, String channel) throws IOException {
    sender.send(Wire.poll(true, channel, ""));
    byte[] answer = Wire.bytes(sender.receive());
    int start = cursorStart(answer, answer.length);
    return text(answer, start, cursorEnd(answer, start));
  }

  static String text(byte[] in, int start, int end) {
    return new String(in, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static long number(byte[] in, int at) {
    long number = 0;
    for (int i = at; in[i] >= '0' && in[i] <= '9'; i++) {
      number = number * 10 + in[i] - '0';
    }
    return number;
  }

  /** Letters compare without case, as header names do. */
  private static int indexOf(byte[] in, int from, int end, byte[] what) {
    for (int at = from; at <= end - what.length; at++) {
      int i = 0;
      while (i < what.length && lower(in[at + i]) == lower(what[i])) {
        i++;
      }
      if (i == what.length) {
        return at;
      }
    }
    return -1;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
