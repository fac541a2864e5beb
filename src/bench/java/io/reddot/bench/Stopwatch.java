package io.reddot.bench;

import io.reddot.bench.server.ProcStat;
import io.reddot.bench.server.Server;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Measures elapsed time, and the CPU time that the server and the load use in it. For one thread.
 */
final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Server server;
  private final long began = System.nanoTime();
  private final Duration serverBegan;
  private final Duration compilersBegan;
  private final Duration loadBegan = load();
  private final Duration machineBegan = ProcStat.machine();
  private final Map<Long, Long> threadsBegan = threads();

  Stopwatch(Server server) throws IOException {
    this.server = server;
    this.serverBegan = server.cpu();
    this.compilersBegan = server.compilers();
  }

  /**
   * From the start until now.
   *
   * @param compilers the part of the server's CPU time in which its JVM compiled
   * @param busiest CPU time of the thread of the load that used most
   * @param others CPU time of processes that are neither server nor load
   */
  record Lap(
      Duration time, Duration server, Duration compilers, Duration busiest, Duration others) {
    double seconds() {
      return time.toNanos() / 1e9;
    }

    /** Of one processor. */
    double serverPercent() {
      return 100.0 * server.toNanos() / time.toNanos();
    }

    /**
     * How busy the busiest thread of the load was. Near 100, the measurement shows the limit of the
     * load and not of the server.
     */
    double loadPercent() {
      return 100.0 * busiest.toNanos() / time.toNanos();
    }

    /** Of one processor. */
    double compilersPercent() {
      return Math.max(0, 100.0 * compilers.toNanos() / time.toNanos());
    }

    /** Of one processor. */
    double othersPercent() {
      return Math.max(0, 100.0 * others.toNanos() / time.toNanos());
    }
  }

  Lap lap() throws IOException {
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    long busiest =
        threads().entrySet().stream()
            .mapToLong(entry -> entry.getValue() - threadsBegan.getOrDefault(entry.getKey(), 0L))
            .max()
            .orElse(0);
    Duration served = server.cpu().minus(serverBegan);
    Duration loaded = load().minus(loadBegan);
    return new Lap(
        time,
        served,
        server.compilers().minus(compilersBegan),
        Duration.ofNanos(Math.max(0, busiest)),
        ProcStat.machine().minus(machineBegan).minus(served).minus(loaded));
  }

  private static Duration load() throws IOException {
    return ProcStat.cpu(ProcessHandle.current().pid());
  }

  /** CPU time in nanoseconds by thread; -1 for a thread that has just ended. */
  private static Map<Long, Long> threads() {
    Map<Long, Long> times = new HashMap<>();
    for (long id : THREADS.getAllThreadIds()) {
      times.put(id, THREADS.getThreadCpuTime(id));
    }
    return times;
  }
}
