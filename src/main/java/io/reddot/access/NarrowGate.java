package io.reddot.access;

import io.reddot.message.Problem;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets few pass at once, and few wait. For the addresses of which too many credentials were no good
 * already, all together. Thread-safe.
 *
 * <p>Threat: verifying a signature of ES256 takes up to two milliseconds of a processor. A flood of
 * made-up tokens must neither take all processors nor hold all of the container's threads. A token
 * that was verified a moment ago need not pass here.
 */
final class NarrowGate implements Gate {
  private final Semaphore passing;
  private final Semaphore places;

  /**
   * @param atOnce how many pass at once
   * @param waiting how many more may wait
   */
  NarrowGate(int atOnce, int waiting) {
    this.passing = new Semaphore(atOnce, true);
    this.places = new Semaphore(atOnce + waiting);
  }

  /** Whether the next one would be refused. */
  boolean isFull() {
    return places.availablePermits() == 0;
  }

  @Override
  public <T> T pass(Supplier<T> verification) {
    if (!places.tryAcquire()) {
      throw Problem.unavailable(
          "Too many credentials of this address were no good, and too many are being checked: try"
              + " again.");
    }
    try {
      passing.acquireUninterruptibly();
      try {
        return verification.get();
      } finally {
        passing.release();
      }
    } finally {
      places.release();
    }
  }
}
