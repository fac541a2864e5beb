package io.reddot.bench;

import io.reddot.bench.server.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * Waits, under load, until a server is warm. On a slow machine the compilers of a JVM take a minute
 * longer than on a fast one, and would be measured as a part of each delivery. Stateless.
 */
final class WarmUp {
  private static final Duration LAP = Duration.ofSeconds(2);

  private WarmUp() {}

  /**
   * Waits for {@code least}, and then until the compilers are hardly busy, but not longer than
   * {@code most}. A server that compiles for longer is measured all the same; its row says so.
   */
  static void await(Server server, Duration least, Duration most)
      throws IOException, InterruptedException {
    Duration passed = Duration.ZERO;
    boolean busy = true;
    while (passed.compareTo(least) < 0 || (busy && passed.compareTo(most) < 0)) {
      Stopwatch stopwatch = new Stopwatch(server);
      Thread.sleep(LAP.toMillis());
      busy = stopwatch.lap().compilersPercent() > Measures.BUSIEST_COMPILERS_PERCENT;
      passed = passed.plus(LAP);
    }
  }
}
