package io.reddot.transport;

import io.reddot.message.Problem;
import io.reddot.session.Outlet.Written;
import io.reddot.session.Session;
import io.reddot.web.NonBlockingOutput;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An endless answer, written without ever blocking ({@link NonBlockingOutput}); a write is done
 * once the container asks for more. Thread-safe.
 */
public final class ServletStream implements NonBlockingOutput.Source {
  /**
   * In bytes; enough for a batch of the usual size. The container keeps it for as long as the
   * stream lasts, and 16 KB if it is left to itself.
   */
  private static final int BUFFER = 1024;

  private final NonBlockingOutput output;
  private volatile @Nullable Session session;

  // Handed from thread to thread by the output: what is to be written, first to last, then
  // flushed, then reported. The head of the answer is flushed, even if nothing is written yet.
  private byte @Nullable [] beginning;
  private byte @Nullable [] bytes;
  private boolean unflushed = true;
  private @Nullable Written written;

  private volatile boolean closing;

  /**
   * @param beginning what is written first, of its own accord; null: nothing but the head
   * @param hangUp gives the request back to the container; called at most once
   */
  public ServletStream(ServletOutputStream out, byte @Nullable [] beginning, Runnable hangUp) {
    this.output = new NonBlockingOutput(out, this, hangUp);
    this.beginning = beginning;
  }

  /**
   * To be called before the answer begins.
   *
   * <p>Threat: a stream to a HEAD is written to nobody, so nothing ever says that its client left.
   *
   * @throws Problem (405) to a HEAD
   */
  public static void prepare(HttpServletRequest request, HttpServletResponse response) {
    if (request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET");
      throw new Problem(405, "A stream has no head alone: use GET.");
    }
    response.setBufferSize(BUFFER);
    response.setHeader("X-Accel-Buffering", "no"); // nginx: pass it on at once
  }

  /** A stream that holds and ends its own request, and is told when that ends otherwise. */
  public static ServletStream of(
      AsyncContext async, ServletOutputStream out, byte @Nullable [] beginning) {
    ServletStream stream = new ServletStream(out, beginning, () -> HeldRequest.complete(async));
    async.addListener(new HeldRequest(stream));
    return stream;
  }

  /**
   * From here on the container calls; what was to be written so far is written now.
   *
   * @param joined whose stream this is: told when the client has left
   */
  public void start(Session joined) {
    session = joined;
    if (output.isOver()) {
      joined.gone();
    } else {
      output.start();
    }
  }

  /** Writes {@code next}; not before the last one's {@code toReport} has been called. */
  public void write(byte[] next, Written toReport) {
    bytes = next;
    written = toReport;
    output.work();
  }

  /** Hangs up when all is written; at once if that is stuck. */
  public void close() {
    closing = true;
    if (output.isStuck()) {
      output.hangUp();
    } else {
      output.work();
    }
  }

  /** The container has ended the request by itself. */
  public void ended() {
    output.ended();
  }

  /** The client has left. */
  public void leave() {
    output.leave();
  }

  @Override
  public void left() {
    Session known = session;
    if (known != null) {
      known.gone();
    }
  }

  /** Of a stream that is only known by its being flushed. */
  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public boolean step(ServletOutputStream out) throws IOException {
    byte[] next = beginning != null ? beginning : bytes;
    Written due = written;
    if (next != null) {
      if (beginning != null) {
        beginning = null;
      } else {
        bytes = null;
      }
      unflushed = true;
      out.write(next);
      return true;
    } else if (unflushed) {
      unflushed = false;
      out.flush();
      return true;
    } else if (due != null) {
      written = null;
      due.done();
      return true;
    }
    if (closing) {
      output.hangUp();
    }
    return false;
  }
}
