package io.reddot.transport.mqtt;

import io.reddot.message.Draft;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is published for a client that leaves without a DISCONNECT (MQTT 5, section 3.1.2.5).
 * Immutable.
 *
 * @param delay how long its session may come back before
 * @param lifetime of the message, from when it is published; null: it does not expire
 */
record Will(Draft draft, Duration delay, @Nullable Duration lifetime) {

  /** What is published now. */
  Draft draft(Instant now) {
    return lifetime == null ? draft : draft.withExpiry(now.plus(lifetime));
  }
}
