package io.reddot.it;

import java.io.PrintStream;

/** A server's start, which may fail once: containers have races of their own while they boot. */
final class Boot {
  /** Tries to start. */
  interface Attempt {
    void run() throws Exception;
  }

  private Boot() {}

  /** A second failure fails the test; the first one is attached to it. */
  static void atMostTwice(PrintStream errors, String server, Attempt first, Attempt second)
      throws Exception {
    try {
      first.run();
    } catch (Exception | AssertionError e) {
      errors.println("RETRY: " + server + " did not boot, it is started once more. " + e);
      try {
        second.run();
      } catch (Exception | AssertionError again) {
        again.addSuppressed(e);
        throw again;
      }
    }
  }
}
