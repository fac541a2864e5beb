package io.reddot.transport.mqtt.packet;

import io.reddot.message.Draft;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The will of a CONNECT: a message to publish if the client leaves without a DISCONNECT (MQTT 5,
 * section 3.1.2.5). Immutable.
 *
 * @param delay the time in which the client can resume its session before the will is published
 * @param lifetime the time from publication to expiry; null: without limit
 */
public record Will(Draft draft, Duration delay, @Nullable Duration lifetime) {

  /**
   * The stored will of a connected client.
   *
   * @param number assigned by the store
   */
  public record Held(long number, Duration delay) {}
}
