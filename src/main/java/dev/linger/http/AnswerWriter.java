package dev.linger.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/**
 * Writes one whole body, as fast as the client reads it.
 *
 * <p>Threading: the body and how much of it is written belong to the container's write callbacks,
 * of which it runs one at a time.
 */
final class AnswerWriter implements WriteListener {

  /**
   * How much is handed to the container at a time: more than its own buffer, so that it goes
   * through without being copied there, and little enough to ask often whether the client still
   * reads.
   */
  static final int CHUNK_BYTES = 32 * 1024;

  private final AsyncAnswer answer;
  private final ServletOutputStream out;
  private final byte[] body;
  private int written;

  AnswerWriter(AsyncAnswer answer, ServletOutputStream out, byte[] body) {
    this.answer = answer;
    this.out = out;
    this.body = body;
  }

  /**
   * Begins.
   *
   * @param now write it here, waiting for the client if need be, because nobody will call back
   */
  void start(boolean now) throws IOException {
    if (now) {
      out.write(body);
      answer.complete();
    } else {
      out.setWriteListener(this);
      answer.begun();
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    while (!answer.isOver() && out.isReady()) {
      if (written == body.length) {
        answer.complete();
        return;
      }
      int length = Math.min(CHUNK_BYTES, body.length - written);
      out.write(body, written, length);
      written += length;
    }
    if (!answer.isOver()) {
      answer.expectReader(body);
    }
  }

  @Override
  public void onError(Throwable e) {
    answer.lost(e);
  }
}
