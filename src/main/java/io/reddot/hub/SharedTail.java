package io.reddot.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.log.Tail;
import io.reddot.message.Problem;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log's tail once for all lanes. Of the lanes that have taken every step, one reads the
 * next step and the others wait for it; so a step has all messages that arrived while the lanes
 * were busy.
 *
 * <p>A lane that is slower than others finds the steps it has not taken in their chain. The chain
 * is bounded: beyond {@value #BACKLOG} characters that some lane has not taken, nothing is read.
 * Thread-safe.
 */
final class SharedTail implements AutoCloseable {
  static final int BACKLOG = 4 << 20;

  private static final System.Logger LOGGER = System.getLogger(SharedTail.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Tail tail;
  private final Function<Tail.Batch, Step> prepare;
  private final Consumer<Step> passed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition closing = lock.newCondition();

  @GuardedBy("lock")
  private Step last;

  /** Whether a lane is reading. */
  @GuardedBy("lock")
  private boolean reading;

  /** The size of the steps that some lane has not taken. */
  @GuardedBy("lock")
  private long backlog;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param prepare makes the next step; called before any lane takes it, in order
   * @param passed receives each step that all lanes have taken, in order
   */
  SharedTail(Tail tail, Function<Tail.Batch, Step> prepare, Consumer<Step> passed) {
    this.tail = tail;
    this.prepare = prepare;
    this.passed = passed;
    this.last = new Step(new Tail.Batch(List.of(), List.of(), tail.position(), false, 0), 0);
  }

  /**
   * Returns the place from which a lane takes all later steps. It is not kept here: who keeps it
   * keeps every step that follows.
   */
  Step place() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the step that follows {@code place}.
   *
   * @return null once this is closed
   */
  @Nullable Step next(Step place) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Step known = place.next();
        if (known != null || closed) {
          return closed ? null : known;
        }
        if (!reading && backlog <= BACKLOG) {
          break;
        }
        changed.await();
      }
      reading = true;
    } finally {
      lock.unlock();
    }
    Step step = null;
    try {
      step = read();
    } finally {
      append(step);
    }
    return step;
  }

  private void append(@Nullable Step step) {
    lock.lock();
    try {
      reading = false;
      if (step != null) {
        last.follow(step);
        last = step;
        backlog += step.size();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Step read() throws InterruptedException {
    while (true) {
      try {
        Tail.Batch batch = tail.next();
        return batch == null ? null : prepare.apply(batch);
      } catch (RuntimeException e) {
        if (!retry(e)) {
          return null;
        }
      }
    }
  }

  /**
   * Logs a failure and waits; one that is caused by the end of the application is not an error.
   *
   * @return false if this was closed
   */
  private boolean retry(RuntimeException e) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      String what = "could not pass new messages of the log to the sessions; retrying in a second";
      if (Problem.cause(e) instanceof Problem problem) { // the log may be closed already
        LOGGER.log(closed ? Level.DEBUG : Level.WARNING, what + ": " + problem.detail());
      } else {
        LOGGER.log(closed ? Level.DEBUG : Level.ERROR, what, e);
      }
    } finally {
      lock.unlock();
    }
    return rest(AFTER_FAILURE);
  }

  /** Waits for {@code rest}, or until this is closed. Returns false if it is closed. */
  boolean rest(Duration rest) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = rest.toNanos();
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that a lane has taken a step and written it. */
  void taken(Step step) {
    if (!step.taken()) {
      return;
    }
    passed.accept(step);
    lock.lock();
    try {
      boolean full = backlog > BACKLOG;
      backlog -= step.size();
      if (full) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the size of the steps that some lane has not taken, in characters. */
  long backlog() {
    lock.lock();
    try {
      return backlog;
    } finally {
      lock.unlock();
    }
  }

  /** Makes {@link #next} return null. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    tail.close();
  }
}
