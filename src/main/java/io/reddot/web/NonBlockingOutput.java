package io.reddot.web;

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
 * <p>Thread-safe: each caller (a thread with something to write, or the container with {@code
 * onWritePossible}) either does the work, or makes the working thread look again.
 */
public final class NonBlockingOutput implements WriteListener {
  private static final System.Logger LOGGER = System.getLogger(NonBlockingOutput.class.getName());

  private final ServletOutputStream out;
  private final Source source;
  private final Runnable hangUp;

  /** The number of calls since the working thread began; 0 while no thread works. */
  private final AtomicInteger visits = new AtomicInteger();

  /**
   * Whether the container has said "not ready" and has not called back yet. It must not be asked
   * again until then.
   */
  private volatile boolean mustWait = true;

  /**
   * Whether the request was completed. The container may already have reused it for another client,
   * so it must not be touched any more, least of all completed again.
   */
  private final AtomicBoolean over = new AtomicBoolean();

  /** Supplies the bytes to write. Called by one thread at a time, except for {@link #left}. */
  public interface Source {
    /**
     * Writes or flushes once, if there is anything to write. The output is ready.
     *
     * @return whether there may be more
     */
    boolean step(ServletOutputStream out) throws IOException;

    /** Whether nothing more will follow and the container has taken everything. */
    boolean isDone();

    /** Called when the client has disconnected. */
    void left();
  }

  /**
   * @param hangUp completes the request; called at most once
   */
  public NonBlockingOutput(ServletOutputStream out, Source source, Runnable hangUp) {
    this.out = out;
    this.source = source;
    this.hangUp = hangUp;
  }

  /** Registers with the container, which calls back from here on. */
  public void start() {
    out.setWriteListener(this);
  }

  /**
   * Writes everything that is available. Must be called when there is more, or when the source is
   * done.
   */
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

  /** Takes steps until there is nothing to do or the container is not ready. */
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

  /** Completes the request, even if there is more to write. */
  public void hangUp() {
    if (over.compareAndSet(false, true)) {
      try {
        Pipelined.complete(hangUp);
      } catch (UncheckedIOException e) { // as a JAX-RS implementation may report it
        LOGGER.log(Level.DEBUG, "a client disconnected before its answer was complete", e);
      }
    }
  }

  /** Called when the container has ended the request by itself. */
  public void ended() {
    over.set(true);
    source.left();
  }

  /** Completes the request of a client that has disconnected. */
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
