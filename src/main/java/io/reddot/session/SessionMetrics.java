package io.reddot.session;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counts of what the sessions of one transport do. Looked up once for each session, because a
 * look-up by labels costs more than counting. Thread-safe.
 */
public final class SessionMetrics {
  private static final Counter DELIVERIES =
      Metrics.counter("reddot_deliveries", "Messages that were written to sessions.", "transport");

  private static final Counter WRITES =
      Metrics.counter(
          "reddot_writes", "Writes to sessions; each carries one or more envelopes.", "transport");

  private static final Counter GOODBYES =
      Metrics.counter(
          "reddot_goodbyes",
          "Sessions that the server ended, by the code of the goodbye.",
          "transport",
          "code");

  private static final Counter CONFLATED =
      Metrics.counter(
          "reddot_conflated_messages",
          "Messages that were not sent to a client that was behind, because a newer one of their"
              + " topic replaced them.",
          "transport");

  /** By transport, those that poll included. */
  private static final Map<String, Count> CONFLATED_BY = new ConcurrentHashMap<>();

  /** By transport; these have few names. */
  private static final Map<String, SessionMetrics> ALL = new ConcurrentHashMap<>();

  private final String transport;
  private final Count deliveries;
  private final Count writes;
  private final Count conflated;
  private final Map<Integer, Count> goodbyes = new ConcurrentHashMap<>();

  private SessionMetrics(String transport) {
    this.transport = transport;
    this.deliveries = DELIVERIES.of(transport);
    this.writes = WRITES.of(transport);
    this.conflated = conflated(transport);
    for (int code : Goodbye.CODES) {
      goodbyes.put(code, GOODBYES.of(transport, Integer.toString(code)));
    }
  }

  /** Shows the counts of all known transports, as 0. */
  public static void load() {
    for (String transport : Transports.WITH_SESSIONS) {
      SessionMetrics unused = of(transport);
    }
    for (String transport : Transports.POLLING) {
      Count unused = conflated(transport);
    }
  }

  /** Returns the count of messages that newer ones replaced, for sessions and for polls. */
  public static Count conflated(String transport) {
    return CONFLATED_BY.computeIfAbsent(transport, CONFLATED::of);
  }

  static SessionMetrics of(String transport) {
    return ALL.computeIfAbsent(transport, SessionMetrics::new);
  }

  Count deliveries() {
    return deliveries;
  }

  Count conflated() {
    return conflated;
  }

  Count writes() {
    return writes;
  }

  /** Returns the count of goodbyes with a code. */
  Count goodbyes(int code) {
    return goodbyes.computeIfAbsent(code, some -> GOODBYES.of(transport, Integer.toString(some)));
  }
}
