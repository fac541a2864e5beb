package io.reddot.http;

import io.reddot.container.Pipelined;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes without ever blocking: only when the container says that it is ready (Servlet
 * specification, section 5.8).
 *
 * <p>Thread-safe: whoever comes (the one who has something to write, the container with {@code
 * onWritePossible}) either becomes the one that works, or leaves word for it to look again.
 */
public final class NonBlockingOutput implements WriteListener {
  private static final System.Logger LOGGER = System.getLogger(NonBlockingOutput.class.getName());

  private final ServletOutputStream out;
  private final Source source;
  private final Runnable hangUp;

  /** How many have come to work since the one who works began; 0: nobody works. */
  private final AtomicInteger visits = new AtomicInteger();

  /**
   * The container has said "not ready" and has not called back yet; asking again is not allowed.
   */
  private volatile boolean mustWait = true;

  /**
   * Whether the container has the request back. It may be serving another client by now, so nothing
   * of it may be touched any more, least of all completed again.
   */
  private final AtomicBoolean over = new AtomicBoolean();

  /** Where what is written comes from. Called by one thread at a time, but for {@link #left}. */
  public interface Source {
    /**
     * Writes or flushes once, if there is something to; the output is ready.
     *
     * @return whether there may be more
     */
    boolean step(ServletOutputStream out) throws IOException;

    /** Whether nothing will follow, and all has been given to the container. */
    boolean isDone();

    /** The client has left. */
    void left();
  }

  /**
   * @param hangUp gives the request back to the container; called at most once
   */
  public NonBlockingOutput(ServletOutputStream out, Source source, Runnable hangUp) {
    this.out = out;
    this.source = source;
    this.hangUp = hangUp;
  }

  /** From here on the container calls. */
  public void start() {
    out.setWriteListener(this);
  }

  /** There is something to write, or all is said. */
  public void work() {
    if (visits.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        steps();
      } catch (IOException | IllegalStateException e) {
        leave();
      }
      seen = visits.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Does what can be done now. */
  private void steps() throws IOException {
    boolean more = true;
    while (more && !over.get()) {
      if (source.isDone()) {
        hangUp();
        return;
      }
      more = ready() && source.step(out);
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

  /** Whether the client has yet to take what was written. */
  public boolean isStuck() {
    return mustWait;
  }

  public boolean isOver() {
    return over.get();
  }

  /** Gives the request back, whatever is still to be written. */
  public void hangUp() {
    if (over.compareAndSet(false, true)) {
      try {
        Pipelined.complete(hangUp);
      } catch (UncheckedIOException e) { // a JAX-RS implementation's way to say so
        LOGGER.log(Level.DEBUG, "a client left before its answer was whole", e);
      }
    }
  }

  /** The container has ended the request by itself. */
  public void ended() {
    over.set(true);
    source.left();
  }

  /** The client has left. */
  public void leave() {
    hangUp();
    source.left();
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
}
