package io.reddot.session;

import java.time.Duration;

/**
 * What one session may cost and how long it may be silent.
 *
 * @param outboxBytes what may wait for a client, written to the container or not; one message more
 *     than this may wait, so that a large message can be delivered at all
 * @param heartbeat a session that was not written to for so long gets a heartbeat
 * @param silence a client that answers heartbeats and has not answered one for so long is gone
 * @param writeTimeout a write that the client has not taken for so long ends the session
 * @param subscriptions how many filters one session may have beside those of its user's inbox
 */
public record SessionLimits(
    int outboxBytes,
    Duration heartbeat,
    Duration silence,
    Duration writeTimeout,
    int subscriptions) {

  /**
   * Together they notice the dead within a minute; where a client answers no heartbeats, with the
   * kernel's help ({@code server-config/linux}).
   */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          1 << 20, Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(30), 100);
}
