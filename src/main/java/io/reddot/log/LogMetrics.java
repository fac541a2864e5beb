package io.reddot.log;

import io.reddot.metrics.Gauge;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** The gauges of the log. Stateless. */
@ApplicationScoped
public class LogMetrics {
  @Produces
  static Gauge head(MessageLog log) {
    return Gauge.of(
        "reddot_log_head_position",
        "The position of the last message in the log, of all nodes.",
        log::head);
  }

  @Produces
  static Gauge floor(MessageLog log) {
    return Gauge.of(
        "reddot_log_floor_position",
        "The position up to which retention has removed messages.",
        log::floor);
  }
}
