package io.reddot.transport.mqtt.packet;

import io.reddot.message.Draft;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is published for a client that leaves without a DISCONNECT (MQTT 5, section 3.1.2.5), as its
 * CONNECT says it. Immutable.
 *
 * @param delay how long its session may come back before
 * @param lifetime of the message, from when it is published; null: it does not expire
 */
public record Will(Draft draft, Duration delay, @Nullable Duration lifetime) {

  /**
   * The will of a client that is connected; the will itself is in the store.
   *
   * @param number which the store gave it
   */
  public record Held(long number, Duration delay) {}
}
