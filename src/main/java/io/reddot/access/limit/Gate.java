package io.reddot.access.limit;

import java.util.function.Supplier;

/** Decides when a credential that is not cached is verified. */
public interface Gate {
  /** Verifies at once. */
  Gate OPEN =
      new Gate() {
        @Override
        public <T> T pass(Supplier<T> verification) {
          return verification.get();
        }
      };

  /**
   * Verifies now or a little later, on the calling thread.
   *
   * @throws io.reddot.message.Problem (503) if too many verifications run or wait
   */
  <T> T pass(Supplier<T> verification);
}
