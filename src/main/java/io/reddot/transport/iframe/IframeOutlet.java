package io.reddot.transport.iframe;

import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the endless page without ever blocking: only when the container says that it is ready, and
 * a write is done once it asks for more.
 *
 * <p>Thread-safe: whoever comes (the session with a write, the container with {@code
 * onWritePossible}) either becomes the one that works, or leaves word for it to look again.
 */
final class IframeOutlet implements Outlet, WriteListener, AsyncListener {
  private final AsyncContext async;
  private final ServletOutputStream out;

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
  private volatile @Nullable Session session;

  /**
   * Whether the container has the request back. It may be serving another client by now, so nothing
   * of it may be touched any more, least of all completed again.
   */
  private final AtomicBoolean gone = new AtomicBoolean();

  IframeOutlet(AsyncContext async, ServletOutputStream out, byte[] beginning) {
    this.async = async;
    this.out = out;
    this.beginning = beginning;
    out.setWriteListener(this); // from here on the container calls
  }

  /** The client may have left before the session was known here. */
  void belongsTo(Session joined) {
    session = joined;
    if (gone.get()) {
      joined.gone();
    }
  }

  @Override
  public WireFormat format() {
    return Wire.SCRIPT;
  }

  @Override
  public void write(List<Envelope> envelopes, Written written) {
    write(IframePage.script(envelopes), written);
  }

  @Override
  public void heartbeat(Written written) {
    write(IframePage.heartbeat(), written);
  }

  private void write(byte[] next, Written toReport) {
    bytes = next;
    written = toReport;
    work();
  }

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {
    closing = true;
    if (mustWait) {
      complete(); // stuck: the goodbye could not be written, so let the connection go
    } else {
      work();
    }
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
    while (!gone.get() && ready()) {
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
          complete();
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

  private void complete() {
    if (gone.compareAndSet(false, true)) {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        // the container has ended it already
      }
    }
  }

  private void leave() {
    complete();
    Session known = session;
    if (known != null) {
      known.gone();
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    leave();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    leave();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    gone.set(true);
    leave();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // never started again
  }
}
