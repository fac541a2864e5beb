package io.reddot.hub;

import io.reddot.access.Memberships;
import io.reddot.access.Revocations;
import io.reddot.log.Tail;
import io.reddot.message.Problem;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the log's tail and passes each batch to fan-out until it is stopped. One thread runs it;
 * {@link #stop} is thread-safe.
 */
final class Pump implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Pump.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Tail tail;
  private final FanOut fanOut;
  private final Memberships memberships;
  private final Revocations revocations;
  private final Pace pace;
  private final CountDownLatch stopped = new CountDownLatch(1);

  Pump(Tail tail, FanOut fanOut, Memberships memberships, Revocations revocations, Pace pace) {
    this.tail = tail;
    this.fanOut = fanOut;
    this.memberships = memberships;
    this.revocations = revocations;
    this.pace = pace;
  }

  @Override
  public void run() {
    while (stopped.getCount() > 0) {
      try {
        Tail.Batch batch = tail.next();
        if (batch == null) {
          return;
        }
        long began = System.nanoTime();
        // Before fan-out: clients that it tells to reconnect must find the change of groups
        // applied.
        memberships.follow(batch.events());
        revocations.follow(batch.events()); // and a revoked client must not get in
        Duration rest = pace.after(fanOut.offer(batch));
        if (!batch.full()) {
          rest(rest.toNanos() - (System.nanoTime() - began));
        }
      } catch (InterruptedException e) {
        return; // the container is ending its threads
      } catch (RuntimeException e) {
        failed(e);
        rest(AFTER_FAILURE.toNanos());
      }
    }
  }

  /** Logs a failure, as an error unless the end of the application caused it. */
  private void failed(RuntimeException e) {
    boolean over = stopped.getCount() == 0 || Thread.currentThread().isInterrupted();
    String what = "could not pass new messages of the log to the sessions; retrying in a second";
    if (Problem.cause(e) instanceof Problem problem) { // the log may be closed already
      LOGGER.log(over ? Level.DEBUG : Level.WARNING, what + ": " + problem.detail());
    } else {
      LOGGER.log(over ? Level.DEBUG : Level.ERROR, what, e);
    }
  }

  /** Waits for {@code nanos}, or until this is stopped. */
  private void rest(long nanos) {
    try {
      stopped.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  /** Makes {@link #run} return soon. */
  void stop() {
    stopped.countDown();
    tail.close();
  }
}
