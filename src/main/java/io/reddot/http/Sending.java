package io.reddot.http;

import io.reddot.http.Answers.Terms;
import io.reddot.message.Problem;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** An answer on its way to its client. Thread-safe. */
final class Sending implements NonBlockingOutput.Source {
  /** What the container may hold of it, in bytes, and copy. */
  private static final int SLICE = 64 << 10;

  private final NonBlockingOutput output;
  private final MemoryBudget.Share share;
  private final long deadline;
  private final Executor hangingUp;

  /** Whether the request ends only once the container has room for an answer to the next one. */
  private final boolean roomy;

  // Handed from thread to thread by the output: what is still to be written, and from where on,
  // and whether it is to be flushed.
  private final Queue<byte[]> parts;
  private int offset;
  private boolean unflushed;

  /** Whether the container has been given all; that there is nothing, it is told once, too. */
  private volatile boolean given;

  private volatile boolean ending;
  private final AtomicBoolean hanging = new AtomicBoolean();

  private Sending(
      ServletOutputStream out,
      Queue<byte[]> parts,
      Terms terms,
      long deadline,
      MemoryBudget.Share share,
      boolean roomy,
      Runnable giveBack) {
    this.parts = parts;
    this.share = share;
    this.deadline = deadline;
    this.hangingUp = terms.hangingUp();
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
   * Of what was said so far, which has to be all.
   *
   * @param ending whether the request is given back as soon as all is written
   * @param giveBack gives the request back to the container; called at most once
   */
  static Sending of(Answer answer, Terms terms, boolean ending, Runnable giveBack)
      throws IOException {
    ServletOutputStream out = answer.client();
    CollectedBody body = answer.collected();
    boolean counts = body.own() > CollectedBody.SMALL;
    MemoryBudget.Share share = terms.memory().of(counts ? answer.owner() : "", "");
    if (counts) {
      try {
        share.hold(body.own());
      } catch (Problem tooMuch) {
        ProblemAnswer.write(answer, tooMuch);
      }
    }
    answer.length();
    answer.boundDepth();
    long deadline = System.nanoTime() + terms.nanos(body.size());
    Sending sending =
        new Sending(
            out,
            new ArrayDeque<>(body.give()),
            terms,
            deadline,
            share,
            answer.server().endsWithRoom(),
            giveBack);
    sending.ending = ending;
    sending.unflushed = !ending; // its head, at least, shall be there before its end is
    return sending;
  }

  void start() {
    output.start();
  }

  /** The request is given back as soon as all is written. */
  void end() {
    ending = true;
    output.work();
  }

  boolean isOver() {
    return output.isOver();
  }

  /** It cannot be sent. */
  void leave() {
    output.leave();
  }

  /** The container has ended the request by itself. */
  void ended() {
    output.ended();
  }

  /**
   * While more of its request's body is to come nothing ends: the container would wait for that.
   */
  void tick(long now) {
    if (ending && !given && now - deadline >= 0 && hanging.compareAndSet(false, true)) {
      hangingUp.execute(output::hangUp);
    }
  }

  @Override
  public boolean isDone() {
    return ending && given;
  }

  /** A container may end the answer itself with its last bytes, and is not ready any more. */
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
      given = parts.isEmpty() && !roomy; // before: it may be ready anew while it writes
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
