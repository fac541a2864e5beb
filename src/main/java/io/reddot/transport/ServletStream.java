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
 * An endless HTTP response, written without blocking ({@link NonBlockingOutput}). A write is done
 * once the container is ready for more. Thread-safe.
 */
public final class ServletStream implements NonBlockingOutput.Source {
  /**
   * The response buffer in bytes; enough for a usual batch. The container keeps it while the stream
   * lasts; its default is 16 KB.
   */
  private static final int BUFFER = 1024;

  private final NonBlockingOutput output;
  private volatile @Nullable Session session;

  // Guarded by the output, which lets one thread run at a time. The beginning is written first,
  // then the bytes. Then the response is flushed, and the write is reported. The response's head is
  // flushed even if nothing was written yet.
  private byte @Nullable [] beginning;
  private byte @Nullable [] bytes;
  private boolean unflushed = true;
  private @Nullable Written written;

  private volatile boolean closing;

  /**
   * @param beginning the bytes to write first; null: none, only the head is sent
   * @param hangUp completes the request; called at most once
   */
  public ServletStream(ServletOutputStream out, byte @Nullable [] beginning, Runnable hangUp) {
    this.output = new NonBlockingOutput(out, this, hangUp);
    this.beginning = beginning;
  }

  /**
   * Prepares a response; must be called before it begins.
   *
   * <p>Threat: nothing is written to a stream that answers HEAD, so the server would never notice
   * that its client left.
   *
   * @throws Problem (405) if the method is HEAD
   */
  public static void prepare(HttpServletRequest request, HttpServletResponse response) {
    if (request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET");
      throw new Problem(405, "A stream does not support HEAD: use GET.");
    }
    response.setBufferSize(BUFFER);
    response.setHeader("X-Accel-Buffering", "no"); // nginx: do not buffer
  }

  /**
   * Creates a stream that completes the request itself, and is told if the request ends in another
   * way.
   */
  public static ServletStream of(
      AsyncContext async, ServletOutputStream out, byte @Nullable [] beginning) {
    ServletStream stream = new ServletStream(out, beginning, () -> HeldRequest.complete(async));
    async.addListener(new HeldRequest(stream));
    return stream;
  }

  /**
   * Starts to write; bytes that were passed to {@link #write} before are written now.
   *
   * @param joined the session of the stream, which is told when the client has left
   */
  public void start(Session joined) {
    session = joined;
    if (output.isOver()) {
      joined.gone();
    } else {
      output.start();
    }
  }

  /** Writes {@code next}. Must not be called before the previous write has ended. */
  public void write(byte[] next, Written toReport) {
    bytes = next;
    written = toReport;
    output.work();
  }

  /** Ends the response when everything is written; immediately if a write is stuck. */
  public void close() {
    closing = true;
    if (output.isStuck()) {
      output.hangUp();
    } else {
      output.work();
    }
  }

  /** Notes that the container has completed the request. */
  public void ended() {
    output.ended();
  }

  /** Notes that the client has left. */
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

  /** Returns false: a stream never ends by itself. */
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
