package io.reddot.publish;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends scheduled messages when they are due. Each node runs one; the log ensures that each message
 * is sent once. Not thread-safe: one thread at a time uses it.
 */
public final class Scheduler {
  private static final System.Logger LOGGER = System.getLogger(Scheduler.class.getName());

  /**
   * The longest interval between two queries, because another node may have accepted a message that
   * is due sooner. A message that was scheduled less than this ahead may be late by up to this
   * long.
   */
  static final Duration LOOK = Duration.ofSeconds(1);

  private final ScheduleStore store;
  private final InstantSource clock;

  /** Whether the last step failed: a lasting failure is logged once. */
  private boolean failing;

  public Scheduler(ScheduleStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Sends due messages, or some of them; logs a failure.
   *
   * @return the time until the next call
   */
  public Duration run() {
    try {
      Duration rest = step();
      failing = false;
      return rest;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is ending its threads
      return LOOK;
    } catch (ExecutionException | RuntimeException e) {
      if (!failing) {
        failing = true;
        LOGGER.log(Level.ERROR, "could not send scheduled messages; retrying every second", e);
      }
      return LOOK;
    }
  }

  /**
   * Sends due messages, or some of them.
   *
   * @return the time until the next query
   */
  Duration step() throws ExecutionException, InterruptedException {
    Duration rest = untilNext();
    if (!rest.isZero()) {
      return rest;
    }
    int sent = store.sendDue().toCompletableFuture().get();
    // There may be more. If there were none, another node was faster and sends the rest.
    return sent > 0 ? untilNext() : LOOK;
  }

  private Duration untilNext() {
    @Nullable Instant next = store.next();
    if (next == null) {
      return LOOK;
    }
    Duration until = Duration.between(clock.instant(), next);
    return until.isNegative() ? Duration.ZERO : until.compareTo(LOOK) < 0 ? until : LOOK;
  }
}
