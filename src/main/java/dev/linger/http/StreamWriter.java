package dev.linger.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of an answer that has no end yet, each as soon as it is there and as fast as the
 * client reads. Whoever makes the parts gives one, and the next when that one is written: so what a
 * client does not read is at most one part, and no thread waits for it.
 *
 * <p>Threading: {@link #write} is called by one thread at a time, the container's callbacks by any.
 * Both only say that there is work; the one who finds nobody at work does it, and looks again
 * before leaving, so no word is lost and the container sees one thread at a time. (The drain loop
 * of RxJava's serialized subscribers.) A part that is written at once asks for the next one from
 * inside the loop, which is why this does not recurse.
 */
final class StreamWriter implements WriteListener {

  /** One part, and what to do when the container has taken all of it. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Part(byte[] bytes, boolean isLast, Runnable whenWritten) {}

  private final AsyncAnswer answer;
  private final ServletOutputStream out;
  private final AtomicInteger work = new AtomicInteger();
  private volatile @Nullable Part part;

  /** The container has called us once; before that it is not to be asked anything. */
  private volatile boolean isOpen;

  // Both belong to the one at work.
  private int written;
  private boolean flushed;

  StreamWriter(AsyncAnswer answer, ServletOutputStream out) {
    this.answer = answer;
    this.out = out;
  }

  void start() {
    out.setWriteListener(this);
    answer.begun();
  }

  /**
   * Writes a part and sees to it that it leaves. Does not wait.
   *
   * @param whenWritten told when the container has taken it; may give the next part. Not told if
   *     the client goes away
   */
  void write(byte[] bytes, Runnable whenWritten) {
    part = new Part(bytes, false, whenWritten);
    work();
  }

  /**
   * Writes the last part and ends the answer, which also sees to it that the part leaves. So nobody
   * has to call back for it: the container may be taking the application away.
   */
  void end(byte[] bytes) {
    part = new Part(bytes, true, answer::complete);
    work();
  }

  @Override
  public void onWritePossible() {
    isOpen = true;
    work();
  }

  @Override
  public void onError(Throwable e) {
    answer.lost(e);
  }

  private void work() {
    if (work.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        writeWhatCanBe();
      } catch (IOException | RuntimeException e) {
        answer.lost(e);
      }
      seen = work.addAndGet(-seen);
    } while (seen > 0);
  }

  private void writeWhatCanBe() throws IOException {
    Part present = part;
    while (present != null && isOpen && !answer.isOver() && out.isReady()) {
      if (written < present.bytes().length) {
        int length = Math.min(AnswerWriter.CHUNK_BYTES, present.bytes().length - written);
        out.write(present.bytes(), written, length);
        written += length;
      } else if (!flushed && !present.isLast()) {
        flushed = true;
        out.flush();
      } else {
        finish(present);
      }
      present = part;
    }
    if (present != null && !answer.isOver()) {
      answer.expectReader(present.bytes());
    }
  }

  private void finish(Part present) {
    answer.readerCame();
    part = null;
    written = 0;
    flushed = false;
    present.whenWritten().run();
  }
}
