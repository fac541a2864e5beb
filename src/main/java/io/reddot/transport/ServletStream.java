package io.reddot.transport;

import io.reddot.message.Problem;
import io.reddot.session.Outlet.Written;
import io.reddot.session.Session;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An endless answer, written without ever blocking: only when the container says that it is ready,
 * and a write is done once it asks for more.
 *
 * <p>Thread-safe: whoever comes (the session with a write, the container with {@code
 * onWritePossible}) either becomes the one that works, or leaves word for it to look again.
 */
public final class ServletStream implements WriteListener {
  /**
   * Enough for a batch of the usual size, in bytes. The container keeps it for as long as the
   * stream stands; WildFly would keep 16 KB.
   */
  private static final int BUFFER = 1024;

  private final ServletOutputStream out;
  private final Runnable hangUp;
  private volatile @Nullable Session session;

  /** How many have come to work since the one who works began; 0: nobody works. */
  private final AtomicInteger visits = new AtomicInteger();

  // Handed from thread to thread by visits: what is to be written, first to last, then flushed,
  // then reported.
  private byte @Nullable [] beginning;
  private byte @Nullable [] bytes;
  private boolean unflushed;
  private @Nullable Written written;

  /**
   * The container has said "not ready" and has not called back yet; asking again is not allowed.
   */
  private volatile boolean mustWait = true;

  private volatile boolean closing;

  /**
   * Whether the container has the request back. It may be serving another client by now, so nothing
   * of it may be touched any more, least of all completed again.
   */
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param beginning what is written first, of its own accord
   * @param hangUp gives the request back to the container; called at most once
   */
  public ServletStream(ServletOutputStream out, byte[] beginning, Runnable hangUp) {
    this.out = out;
    this.beginning = beginning;
    this.hangUp = hangUp;
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
  public static ServletStream of(AsyncContext async, ServletOutputStream out, byte[] beginning) {
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
    if (over.get()) {
      joined.gone();
    } else {
      out.setWriteListener(this);
    }
  }

  /** Writes {@code next}; not before the last one's {@code toReport} has been called. */
  public void write(byte[] next, Written toReport) {
    bytes = next;
    written = toReport;
    work();
  }

  /** Hangs up when all is written; at once if that is stuck. */
  public void close() {
    closing = true;
    if (mustWait) {
      giveBack();
    } else {
      work();
    }
  }

  /** The container has ended the request by itself. */
  public void ended() {
    over.set(true);
    tell();
  }

  @Override
  public void onWritePossible() {
    mustWait = false;
    work();
  }

  @Override
  public void onError(Throwable cause) {
    leave();
  }

  /** The client has left. */
  public void leave() {
    giveBack();
    tell();
  }

  private void tell() {
    Session known = session;
    if (known != null) {
      known.gone();
    }
  }

  private void work() {
    if (visits.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        step();
      } catch (IOException | IllegalStateException e) {
        leave();
      }
      seen = visits.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Does what can be done now. */
  private void step() throws IOException {
    while (!over.get() && ready()) {
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
      } else if (unflushed) {
        unflushed = false;
        out.flush();
      } else if (due != null) {
        written = null;
        due.done();
      } else {
        if (closing) {
          giveBack();
        }
        return;
      }
    }
  }

  private boolean ready() {
    if (mustWait) {
      return false;
    }
    mustWait = true; // before asking: the container may call back at once, on another thread
    if (out.isReady()) {
      mustWait = false;
      return true;
    }
    return false;
  }

  private void giveBack() {
    if (over.compareAndSet(false, true)) {
      hangUp.run();
    }
  }
}
