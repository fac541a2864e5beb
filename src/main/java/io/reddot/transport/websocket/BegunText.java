package io.reddot.transport.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import io.reddot.web.Deadlines;
import io.reddot.web.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A text message that is not complete yet. It counts against the memory for unfinished messages,
 * and has a deadline. Thread-safe: the deadline may expire while a part arrives.
 */
final class BegunText implements Deadlines.Deadline {
  private final MemoryBudget.Share share;
  private final int most;
  private final long deadline;
  private final Consumer<Problem> whenLate;

  @GuardedBy("this")
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** True once the text is complete or was dropped. */
  @GuardedBy("this")
  private boolean over;

  /**
   * @param most the largest size, in bytes
   * @param deadline a time of {@link System#nanoTime}
   * @param whenLate called once if the text is not complete by then
   */
  BegunText(MemoryBudget.Share share, int most, long deadline, Consumer<Problem> whenLate) {
    this.share = share;
    this.most = most;
    this.deadline = deadline;
    this.whenLate = whenLate;
  }

  /**
   * Adds a part.
   *
   * @throws Problem (413) if the text is too long, (429, 503) if unfinished messages use too much
   *     memory
   */
  synchronized void add(String part) {
    if (over) {
      return;
    }
    byte[] more = part.getBytes(StandardCharsets.UTF_8);
    if (bytes.size() + more.length > most) {
      throw tooLarge(most);
    }
    share.hold(more.length);
    bytes.writeBytes(more);
  }

  static Problem tooLarge(int most) {
    return Problem.tooLarge(
        "The message is too large: at most %,d bytes are allowed.".formatted(most));
  }

  /** Returns the complete text and releases its memory. Must be called once. */
  synchronized String complete() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    end();
    return text;
  }

  /** Drops the text. */
  synchronized void end() {
    over = true;
    bytes = new ByteArrayOutputStream(0);
    share.release();
  }

  @Override
  public void tick(long now) {
    synchronized (this) {
      if (over || now - deadline < 0) {
        return;
      }
      end();
    }
    whenLate.accept(new Problem(408, "The message took too long to arrive."));
  }
}
