package io.reddot.session;

import java.time.Duration;

/**
 * The limits of one session.
 *
 * @param outboxBytes the bytes that may wait for a client, including a write in progress; one
 *     larger message may wait in addition, so that it can be delivered at all
 * @param heartbeat the silence after which a session gets a heartbeat
 * @param silence the time within which a client that answers heartbeats must answer one
 * @param writeTimeout the deadline of a write
 * @param subscriptions the number of filters that a session may have besides those of its user's
 *     inbox
 */
public record SessionLimits(
    int outboxBytes,
    Duration heartbeat,
    Duration silence,
    Duration writeTimeout,
    int subscriptions) {

  /**
   * With these, a dead client is noticed within a minute. For clients that do not answer
   * heartbeats, this takes the kernel settings in {@code server-config/linux}.
   */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          1 << 20, Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(30), 100);
}
