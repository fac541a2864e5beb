package io.reddot.access.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Bounds the number of verifications that run or wait, in total and for each address. Used for
 * addresses that have sent too many invalid credentials. Thread-safe.
 *
 * <p>Threat: verifying a signature of ES256 takes up to two milliseconds of a processor. A flood of
 * made-up tokens must neither take all processors nor hold all of the container's threads, nor the
 * places of other addresses. A token that was verified a moment ago does not pass this gate.
 */
final class NarrowGate {
  private final Semaphore passing;
  private final int places;
  private final int placesOfAnAddress;
  private final ReentrantLock lock = new ReentrantLock();

  /** The number of verifications of each address that run or wait. */
  @GuardedBy("lock")
  private final Map<String, Integer> inside = new HashMap<>();

  @GuardedBy("lock")
  private int all;

  /**
   * @param atOnce the number of verifications that run at once
   * @param places the number of verifications that run or wait
   * @param placesOfAnAddress the number of those that one address may have
   */
  NarrowGate(int atOnce, int places, int placesOfAnAddress) {
    this.passing = new Semaphore(atOnce, true);
    this.places = places;
    this.placesOfAnAddress = placesOfAnAddress;
  }

  /** Whether the next verification for the address would be refused. */
  boolean isFull(String address) {
    lock.lock();
    try {
      return all >= places || inside.getOrDefault(address, 0) >= placesOfAnAddress;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the gate of one address. */
  Gate from(String address) {
    return new Gate() {
      @Override
      public <T> T pass(Supplier<T> verification) {
        enter(address);
        try {
          passing.acquireUninterruptibly();
          try {
            return verification.get();
          } finally {
            passing.release();
          }
        } finally {
          leave(address);
        }
      }
    };
  }

  private void enter(String address) {
    lock.lock();
    try {
      if (isFull(address)) {
        throw Problem.unavailable(
            "Too many credentials from this address were not valid, and too many are being verified"
                + " now: retry later.");
      }
      all++;
      inside.merge(address, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
  }

  private void leave(String address) {
    lock.lock();
    try {
      all--;
      inside.compute(address, (key, many) -> many == null || many == 1 ? null : many - 1);
    } finally {
      lock.unlock();
    }
  }
}
