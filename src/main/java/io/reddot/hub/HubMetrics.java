package io.reddot.hub;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Distribution;
import io.reddot.metrics.Gauge;
import io.reddot.metrics.Metrics;
import io.reddot.session.Session;
import io.reddot.session.SessionMetrics;
import io.reddot.session.Transports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of the hub. Stateless. */
@ApplicationScoped
public class HubMetrics {
  private static final Counter JOINS =
      Metrics.counter("reddot_joins", "Sessions that began.", "transport");

  private static final Counter POLLS =
      Metrics.counter("reddot_polls", "Polls, including those that were held.", "transport");

  private static final Counter POLLED =
      Metrics.counter(
          "reddot_polled_messages", "Messages that polls found in the log.", "transport");

  /** Counts by transport, looked up once for each transport. */
  private static final Map<String, Count> JOINS_BY = new ConcurrentHashMap<>();

  private static final Map<String, Count> POLLS_BY = new ConcurrentHashMap<>();
  private static final Map<String, Count> POLLED_BY = new ConcurrentHashMap<>();

  /** The time that lanes work; the rest of the time they wait for messages or rest. */
  static final Counter LANE_BUSY =
      Metrics.counter(
          "reddot_lane_busy_seconds",
          "Time that a lane of fan-out needed to offer and write messages.",
          "lane");

  static final Count UNREAD_COUNTS =
      Metrics.counter("reddot_unread_counts", "Unread counts for sessions and polls.").of();

  static final Count REPLAYED =
      Metrics.counter("reddot_replayed_messages", "Messages that were replayed to sessions.").of();

  static final Distribution FAN_OUT =
      Metrics.seconds(
          "reddot_fan_out_seconds",
          "Time from a message's 'at' until a lane has written it; the last message of each step.");

  /** Shows the counters, as 0 for each known transport. */
  static void load() {
    SessionMetrics.load();
    Transports.WITH_SESSIONS.forEach(transport -> joins(transport).add(0));
    Transports.POLLING.forEach(transport -> polled(transport, 0, 0));
  }

  static Count joins(String transport) {
    return JOINS_BY.computeIfAbsent(transport, JOINS::of);
  }

  /** Counts polls, and the messages that they found. */
  static void polled(String transport, int polls, int messages) {
    POLLS_BY.computeIfAbsent(transport, POLLS::of).add(polls);
    POLLED_BY.computeIfAbsent(transport, POLLED::of).add(messages);
  }

  @Produces
  static Gauge sessions(SessionRegistry registry) {
    return Gauge.by(
        List.of("transport", "state"),
        "reddot_sessions",
        "Sessions of this node.",
        () -> {
          Map<List<String>, Double> sessions = new HashMap<>();
          for (String transport : Transports.WITH_SESSIONS) {
            for (Session.State state : Session.State.values()) {
              sessions.put(labels(transport, state), 0.0);
            }
          }
          registry
              .sessions()
              .forEach(
                  session ->
                      sessions.merge(
                          labels(session.transport(), session.state()), 1.0, Double::sum));
          return sessions;
        });
  }

  private static List<String> labels(String transport, Session.State state) {
    return List.of(transport, state.name().toLowerCase(Locale.ROOT));
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
