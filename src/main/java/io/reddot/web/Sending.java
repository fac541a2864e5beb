package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/** An answer on its way to its client. Thread-safe. */
final class Sending implements NonBlockingOutput.Source {
  /** The number of bytes that are handed to the container at once; it may copy them. */
  private static final int SLICE = 64 << 10;

  private final NonBlockingOutput output;
  private final MemoryBudget.Share share;
  private final long deadline;
  private final Exchange exchange;

  /**
   * Whether the request ends only once the container has room for the answer to the next request.
   */
  private final boolean roomy;

  // The output hands these from thread to thread: the parts still to be written, the offset in the
  // first of them, and whether a flush is due.
  private final Queue<byte[]> parts;
  private int offset;
  private boolean unflushed;

  /** Whether the container has been given everything, even if that is an empty body. */
  private volatile boolean given;

  private volatile boolean ending;
  private final AtomicBoolean hanging = new AtomicBoolean();

  private Sending(
      ServletOutputStream out,
      Queue<byte[]> parts,
      Exchange exchange,
      long deadline,
      MemoryBudget.Share share,
      boolean roomy,
      Runnable giveBack) {
    this.parts = parts;
    this.share = share;
    this.deadline = deadline;
    this.exchange = exchange;
    this.roomy = roomy;
    this.output =
        new NonBlockingOutput(
            out,
            this,
            () -> {
              share.release();
              giveBack.run();
            });
  }

  /**
   * Sends an answer whose body is complete.
   *
   * @param ending whether the request is completed as soon as everything is written
   * @param giveBack completes the request; called at most once
   */
  static Sending of(Answer answer, boolean ending, Runnable giveBack) throws IOException {
    Exchange exchange = answer.exchange();
    ServletOutputStream out = answer.client();
    CollectedBody body = answer.collected();
    boolean counts = body.own() > CollectedBody.SMALL;
    MemoryBudget.Share share = exchange.answerMemory(counts);
    if (counts) {
      try {
        share.hold(body.own());
      } catch (Problem tooMuch) {
        ProblemAnswer.write(answer, tooMuch);
      }
    }
    answer.length();
    answer.boundDepth();
    long deadline = exchange.answerDeadline(body.size());
    Sending sending =
        new Sending(
            out,
            new ArrayDeque<>(body.give()),
            exchange,
            deadline,
            share,
            answer.server().endsWithRoom(),
            giveBack);
    sending.ending = ending;
    sending.unflushed = !ending; // the client gets at least the head before the end
    return sending;
  }

  void start() {
    output.start();
  }

  /** Completes the request as soon as everything is written. */
  void end() {
    ending = true;
    output.work();
  }

  boolean isOver() {
    return output.isOver();
  }

  /** Gives up: the answer cannot be sent. */
  void leave() {
    output.leave();
  }

  /** Called when the container has ended the request by itself. */
  void ended() {
    output.ended();
  }

  /**
   * Ends a request that is past its deadline, unless the rest of the request's body has yet to
   * arrive: the container would wait for that.
   */
  void tick(long now) {
    if (ending && !given && now - deadline >= 0 && hanging.compareAndSet(false, true)) {
      exchange.hangUp(output::hangUp);
    }
  }

  @Override
  public boolean isDone() {
    return ending && given;
  }

  /**
   * Writes one slice or flushes. A container may end the answer itself with the last bytes; then it
   * is never ready again.
   */
  @Override
  public boolean step(ServletOutputStream out) throws IOException {
    byte[] part = parts.peek();
    if (part != null) {
      int length = Math.min(SLICE, part.length - offset);
      int from = offset;
      offset += length;
      if (offset == part.length) {
        parts.remove();
        offset = 0;
      }
      unflushed = true;
      given =
          parts.isEmpty() && !roomy; // before the write: the container may be ready again during it
      out.write(part, from, length);
      return true;
    }
    boolean more = unflushed || !given;
    if (unflushed) {
      unflushed = false;
      out.flush();
    } else {
      given = true;
    }
    return more;
  }

  @Override
  public void left() {
    share.release();
  }
}
