package io.reddot.bench;

import io.reddot.bench.server.ProcStat;
import io.reddot.bench.server.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * Time that passes, and CPU time that the server and the load take meanwhile: a load that has a
 * processor to itself is what is measured, not the server. For one thread.
 */
final class Stopwatch {
  private final Server server;
  private final long began = System.nanoTime();
  private final Duration serverBegan;
  private final Duration loadBegan = load();

  Stopwatch(Server server) throws IOException {
    this.server = server;
    this.serverBegan = server.cpu();
  }

  /** From the beginning until now. */
  record Lap(Duration time, Duration server, Duration load) {
    double seconds() {
      return time.toNanos() / 1e9;
    }

    /** Of one processor. */
    double serverPercent() {
      return 100.0 * server.toNanos() / time.toNanos();
    }

    /** Of one processor. */
    double loadPercent() {
      return 100.0 * load.toNanos() / time.toNanos();
    }
  }

  Lap lap() throws IOException {
    return new Lap(
        Duration.ofNanos(System.nanoTime() - began),
        server.cpu().minus(serverBegan),
        load().minus(loadBegan));
  }

  private static Duration load() throws IOException {
    return ProcStat.cpu(ProcessHandle.current().pid());
  }
}
