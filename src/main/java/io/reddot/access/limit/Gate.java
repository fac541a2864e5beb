package io.reddot.access.limit;

import java.util.function.Supplier;

/** Admits a credential that is not known yet to its verification. */
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
   * Verifies now or a little later, by the same thread.
   *
   * @throws io.reddot.message.Problem (503) if too many wait
   */
  <T> T pass(Supplier<T> verification);
}
