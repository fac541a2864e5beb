package io.reddot.ops;

import io.reddot.config.SingleInstance;
import io.reddot.metrics.Gauge;
import io.reddot.metrics.Metrics;
import io.reddot.metrics.Values;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The metrics of this node, with the gauges of all its parts. Thread-safe. */
@SingleInstance
class NodeMetrics {
  @Inject
  NodeMetrics(@Any Instance<Gauge> gauges) {
    Metrics.register(gauges.stream().toList());
  }

  /** As {@link Metrics#read}. */
  Values read(Set<String> names) {
    return Metrics.read(names);
  }

  /** As {@link Metrics#expose}. */
  Metrics.Exposition expose(@Nullable String accept) {
    return Metrics.expose(accept);
  }
}
