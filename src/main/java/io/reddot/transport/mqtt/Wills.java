package io.reddot.transport.mqtt;

import io.reddot.access.Caller;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import io.reddot.publish.Publisher;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wills of clients that have left without a DISCONNECT, until they are due. They wait in memory: a
 * server that stops asks its clients to come back, and publishes none. Each has been counted as
 * published when it was left here, whether it will be or not. Thread-safe.
 */
final class Wills {
  private static final System.Logger LOGGER = System.getLogger(Wills.class.getName());

  private final Publisher publisher;
  private final InstantSource clock;
  private final Map<String, Due> waiting = new ConcurrentHashMap<>();

  Wills(Publisher publisher, InstantSource clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  private record Due(Instant at, Caller caller, Will will) {}

  /**
   * @param expiry when the session ends, the will is due in any case (MQTT-3.1.3-9)
   */
  void due(String key, Caller caller, Will will, Duration expiry) {
    Duration delay = will.delay().compareTo(expiry) < 0 ? will.delay() : expiry;
    if (delay.isZero()) {
      publish(new Due(clock.instant(), caller, will));
    } else {
      waiting.put(key, new Due(clock.instant().plus(delay), caller, will));
    }
  }

  /**
   * The client is back: its will is not published any more, unless its session began anew, which
   * ended the one that the will was of.
   */
  void back(String key, boolean resumed) {
    Due due = waiting.remove(key);
    if (due != null && !resumed) {
      publish(due);
    }
  }

  void tick() {
    Instant now = clock.instant();
    waiting.forEach(
        (key, due) -> {
          if (!now.isBefore(due.at) && waiting.remove(key, due)) {
            publish(due);
          }
        });
  }

  private void publish(Due due) {
    try {
      publisher
          .publishAdmitted(due.caller, List.of(due.will.draft(clock.instant())))
          .whenComplete(
              (receipts, failure) -> {
                if (failure != null) {
                  LOGGER.log(Level.WARNING, "could not publish a will", failure);
                }
              });
    } catch (Problem problem) {
      CallerLog.SHARED.log(
          LOGGER, Level.INFO, "refused a will", due.caller.user(), problem.detail());
    }
  }
}
