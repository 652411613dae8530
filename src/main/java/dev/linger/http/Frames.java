package dev.linger.http;

import dev.linger.poll.PollAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Poll answers as server-sent events: the cursor as {@code id}, so that a browser's own {@code
 * EventSource} resumes by itself, and the same JSON as {@code data}. (HTML standard, section 9.2.)
 *
 * <p>Threading: any thread. As with {@link PollAnswers}, streams that are told the same share its
 * bytes.
 */
final class Frames {

  /** Says nothing, and that it lives. */
  static final byte[] COMMENT = bytes(":\n\n");

  private static final byte[] END = bytes("\n\n");

  @SuppressWarnings("ArrayRecordComponent") // the answer's body is compared by identity
  private record Last(byte[] body, byte[] frame) {}

  private final PollAnswers answers;
  private volatile @Nullable Last last;

  Frames(PollAnswers answers) {
    this.answers = answers;
  }

  byte[] frame(PollAnswer told) {
    byte[] body = answers.answer(told).body();
    Last known = last;
    if (known != null && known.body() == body) {
      return known.frame();
    }
    byte[] frame =
        join(join(bytes("id: " + told.replay().cursor().text() + "\ndata: "), body), END);
    last = new Last(body, frame);
    return frame;
  }

  /** The same, and how long the client should wait when the stream has ended. */
  byte[] frame(PollAnswer told, Duration retry) {
    return join(bytes("retry: " + retry.toMillis() + "\n"), frame(told));
  }

  /** A named event, which an {@code EventSource} does not take for a poll's answer. */
  static byte[] problem(Problem problem) {
    return bytes("event: problem\ndata: " + problem.json() + "\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[] head, byte[] tail) {
    byte[] whole = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }
}
