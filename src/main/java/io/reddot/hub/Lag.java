package io.reddot.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells for how long fan-out has been behind the log. Under load it always is by some messages, so
 * what counts is whether it reaches, in time, a position that the log had reached before.
 * Thread-safe.
 */
final class Lag {
  private final LongSupplier position;
  private final LongSupplier head;
  private final Duration tolerated;
  private final InstantSource clock;

  /** A position that the log had reached at {@link #since}. */
  @GuardedBy("this")
  private long target;

  @GuardedBy("this")
  private Instant since;

  /**
   * @param position the position up to which fan-out has offered everything
   * @param head the position that the log has reached
   * @param tolerated how long fan-out may take for a position before that is a fault
   */
  Lag(LongSupplier position, LongSupplier head, Duration tolerated, InstantSource clock) {
    this.position = position;
    this.head = head;
    this.tolerated = tolerated;
    this.clock = clock;
    this.target = head.getAsLong();
    this.since = clock.instant();
  }

  /** Compares the positions; called about once a second. */
  synchronized void observe() {
    if (position.getAsLong() >= target) {
      target = head.getAsLong();
      since = clock.instant();
    }
  }

  /** Returns a sentence if fan-out is behind for too long; null otherwise. */
  synchronized @Nullable String fault() {
    long behind = target - position.getAsLong();
    Duration late = Duration.between(since, clock.instant());
    return behind <= 0 || late.compareTo(tolerated) <= 0
        ? null
        : "Fan-out is %,d messages behind the log, for %d seconds already."
            .formatted(behind, late.toSeconds());
  }
}
