package io.reddot.hub;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Distribution;
import io.reddot.metrics.Gauge;
import io.reddot.metrics.Metrics;
import io.reddot.session.Session;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of the hub. Stateless. */
@ApplicationScoped
public class HubMetrics {
  static final Counter JOINS = Metrics.counter("reddot_joins", "Sessions that began.", "transport");

  static final Counter POLLS =
      Metrics.counter("reddot_polls", "Polls, including those that were held.", "transport");

  static final Counter POLLED =
      Metrics.counter(
          "reddot_polled_messages", "Messages that polls found in the log.", "transport");

  static final Count REPLAYED =
      Metrics.counter("reddot_replayed_messages", "Messages that were replayed to sessions.").of();

  static final Distribution FAN_OUT =
      Metrics.seconds(
          "reddot_fan_out_seconds",
          "Time from a message's 'at' until a lane has written it; the last message of each step.");

  @Produces
  static Gauge sessions(SessionRegistry registry) {
    return Gauge.by(
        "transport",
        "reddot_sessions",
        "Sessions of this node.",
        () -> {
          Map<String, Double> sessions = new TreeMap<>();
          registry
              .sessions()
              .forEach(session -> sessions.merge(session.transport(), 1.0, Double::sum));
          return sessions;
        });
  }

  @Produces
  static Gauge outbox(SessionRegistry registry) {
    return Gauge.of(
        "reddot_outbox_bytes",
        "Data that waits for clients, in all sessions of this node.",
        () -> registry.sessions().stream().mapToLong(Session::waitingBytes).sum());
  }

  @Produces
  static Gauge position(SessionRegistry registry) {
    return Gauge.of(
        "reddot_fan_out_position",
        "The position of the log up to which fan-out has offered everything.",
        () -> registry.fanOut().position());
  }
}
