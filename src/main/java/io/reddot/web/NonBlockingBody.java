package io.reddot.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import io.reddot.web.Deadlines.Deadline;
import io.reddot.web.MemoryBudget.Share;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body by a {@link ReadListener}, without a thread, and then dispatches its request again.
 * A body that arrives too slowly, or is too large, is refused, and its rest is discarded on
 * arrival, as {@link UnreadBody} does. The container calls from one thread at a time, and the clock
 * from another. Thread-safe.
 */
final class NonBlockingBody implements ReadListener, Deadline {
  private static final System.Logger LOGGER = System.getLogger(NonBlockingBody.class.getName());
  private static final int CHUNK = 8 << 10;

  private final AsyncContext async;
  private final Exchange exchange;
  private final ServletInputStream in;
  private final Share share;
  private final int most;
  private final long deadline;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** True once the request was dispatched or refused. */
  @GuardedBy("lock")
  private boolean over;

  /** True while a thread writes a refusal; the request is completed after that. */
  @GuardedBy("lock")
  private boolean answering;

  /** True once the body has ended. */
  @GuardedBy("lock")
  private boolean ended;

  /** True once the request was completed or dispatched. */
  private final AtomicBoolean gone = new AtomicBoolean();

  /**
   * @param most the maximum length of a body, in bytes
   * @param deadline a value of {@link System#nanoTime}
   */
  NonBlockingBody(
      AsyncContext async,
      Exchange exchange,
      ServletInputStream in,
      Share share,
      int most,
      long deadline) {
    this.async = async;
    this.exchange = exchange;
    this.in = in;
    this.share = share;
    this.most = most;
    this.deadline = deadline;
  }

  void start() {
    exchange.watch(this);
    in.setReadListener(this);
  }

  /** Looks at the clock. */
  @Override
  public void tick(long now) {
    if (now - deadline >= 0) {
      answer(Body.tooSlow());
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    Problem wrong = null;
    lock.lock();
    try {
      wrong = read();
    } finally {
      lock.unlock();
    }
    if (wrong != null) {
      answer(wrong);
      onDataAvailable(); // for the rest that is here: the container calls only when more arrives
    }
  }

  /** Reads what has arrived. Returns the reason to refuse it, or null. */
  @GuardedBy("lock")
  private @Nullable Problem read() throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (!gone.get() && in.isReady() && !in.isFinished()) {
      int read = in.read(chunk);
      if (read < 0) {
        return null; // onAllDataRead follows
      }
      if (over) {
        continue;
      }
      body.write(chunk, 0, read);
      if (body.size() > most) {
        return Body.tooLarge(most);
      }
      try {
        share.hold(read);
      } catch (Problem tooMuch) {
        return tooMuch;
      }
    }
    return null;
  }

  /**
   * Claims the request for one thread, which dispatches or refuses it.
   *
   * @return the body so far; null if another thread has the request
   */
  private byte @Nullable [] claim() {
    byte[] came;
    lock.lock();
    try {
      if (over) {
        return null;
      }
      over = true;
      answering = true; // stays true after a dispatch, so that settle() completes nothing
      share.release();
      came = body.toByteArray();
      body = new ByteArrayOutputStream(0);
    } finally {
      lock.unlock();
    }
    exchange.forget(this);
    return came;
  }

  @Override
  public void onAllDataRead() {
    byte[] complete = claim();
    if (complete != null) {
      exchange.body(complete);
      gone.set(true);
      async.dispatch();
    } else {
      end();
    }
  }

  @Override
  public void onError(Throwable cause) {
    LOGGER.log(Level.DEBUG, "a body broke off", cause);
    answer(Body.brokeOff());
    end();
  }

  /** Refuses the body; the request is completed when its body ends. */
  private void answer(Problem problem) {
    if (claim() == null) {
      return;
    }
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    try {
      ProblemAnswer.write(response, problem);
      response.flushBuffer(); // a client may wait for the answer before it sends the rest
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before it was answered", e);
    }
    settle(false);
  }

  private void end() {
    settle(true);
  }

  /**
   * Completes the request once its body has ended and no thread writes a refusal.
   *
   * @param ofBody true if the body has ended, false if the refusal was written
   */
  private void settle(boolean ofBody) {
    lock.lock();
    try {
      ended |= ofBody;
      answering &= ofBody;
      if (!ended || answering) {
        return;
      }
    } finally {
      lock.unlock();
    }
    if (gone.compareAndSet(false, true)) {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        LOGGER.log(Level.DEBUG, "the container ended a request before it was answered", e);
      }
    }
  }
}
