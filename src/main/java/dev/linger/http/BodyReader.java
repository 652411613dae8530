package dev.linger.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a request's body without holding a thread for a client that sends it slowly, and not beyond
 * a bound, whatever its Content-Length says.
 *
 * <p>Threading: the container calls back one at a time.
 */
final class BodyReader implements ReadListener {

  /** What is done with a body. */
  @FunctionalInterface
  interface Receiver {
    void receive(byte[] body) throws ProblemException;
  }

  private static final int CHUNK_BYTES = 8 * 1024;

  /** What a byte of JSON can become as a tree, in bytes: arrays of small objects are the worst. */
  private static final int TREE_WEIGHT = 25;

  private final AsyncAnswer answer;
  private final ServletInputStream in;
  private final int maxBytes;
  private final Receiver receiver;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final AtomicLong held = new AtomicLong();

  private BodyReader(AsyncAnswer answer, ServletInputStream in, int maxBytes, Receiver receiver) {
    this.answer = answer;
    this.in = in;
    this.maxBytes = maxBytes;
    this.receiver = receiver;
  }

  /**
   * Reads it all, now or as it arrives, and passes it on. To be called on the container's thread.
   */
  static void read(AsyncAnswer answer, HttpServletRequest request, int maxBytes, Receiver receiver)
      throws IOException, ProblemException {
    long length = request.getContentLengthLong();
    if (length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    ServletInputStream in = request.getInputStream();
    if (length >= 0 && in.available() >= length) {
      // The usual case: a small body came in the same packet as its headers.
      carryOut(answer, in.readNBytes((int) length), receiver);
      return;
    }
    BodyReader reader = new BodyReader(answer, in, maxBytes, receiver);
    answer.expectBody();
    answer.whenOver(reader::letGo);
    in.setReadListener(reader);
  }

  @Override
  public void onDataAvailable() throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    while (in.isReady()) {
      int read = in.read(chunk);
      if (read < 0) {
        return;
      }
      body.write(chunk, 0, read);
      if (body.size() > maxBytes) {
        answer.send(tooLarge(maxBytes).problem().answer());
        return;
      }
      if (!hold(read)) {
        answer.send(noRoom().problem().answer());
        return;
      }
    }
  }

  private boolean hold(int bytes) {
    if (!answer.patience().bodies().take(bytes, body.size())) {
      return false;
    }
    held.addAndGet(bytes);
    if (!answer.isOpen()) {
      // Answered meanwhile, and that may have let go before there was this much to let go of.
      letGo();
    }
    return true;
  }

  private void letGo() {
    answer.patience().bodies().give(held.getAndSet(0));
  }

  @Override
  public void onAllDataRead() {
    if (answer.bodyArrived()) {
      ApiServlet.guarded(answer, () -> carryOut(answer, body.toByteArray(), receiver));
    }
  }

  /**
   * Small bodies at any time, of large ones as many as there is memory for what becomes of them.
   */
  private static void carryOut(AsyncAnswer answer, byte[] body, Receiver receiver)
      throws ProblemException {
    if (body.length <= Burden.SMALL_BYTES) {
      receiver.receive(body);
      return;
    }
    Burden trees = answer.patience().trees();
    long weight = (long) TREE_WEIGHT * body.length;
    if (!trees.take(weight, weight)) {
      throw noRoom();
    }
    try {
      receiver.receive(body);
    } finally {
      trees.give(weight);
    }
  }

  @Override
  public void onError(Throwable e) {
    // A body that ends early, or is not framed as it says. If the client is there, it is told.
    answer.send(Problem.ofStatus(400).answer());
  }

  private static ProblemException noRoom() {
    return new ProblemException(
        Problem.passing(
            503, "unavailable", "too many large bodies at once: try again in a moment"));
  }

  private static ProblemException tooLarge(int maxBytes) {
    return new ProblemException(
        Problem.passing(413, "body_too_large", "a body has at most " + maxBytes + " bytes"));
  }
}
