package io.reddot.ops;

import io.reddot.container.ProcessorTime;
import io.reddot.metrics.Gauge;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/** Processor time and memory of the server's process, with all that runs in it. Thread-safe. */
@Dependent
class ProcessMetrics {
  @Produces
  static Gauge processor() {
    return Gauge.ofOptional(
        "reddot_processor_seconds",
        "Processor time that the server's process has used since its start.",
        new ProcessorTime()::seconds);
  }

  @Produces
  static Gauge heap() {
    Runtime runtime = Runtime.getRuntime();
    return Gauge.of(
        "reddot_heap_bytes",
        "Heap in use, with what the next collection will free.",
        () -> (double) runtime.totalMemory() - runtime.freeMemory());
  }
}
