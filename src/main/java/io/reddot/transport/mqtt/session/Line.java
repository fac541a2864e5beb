package io.reddot.transport.mqtt.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.message.Problem;
import io.reddot.session.Outlet.Written;
import java.util.concurrent.Executor;

/**
 * One client's connection, whatever carries it: what runs tasks for it one after the other, and the
 * way out. All but {@link #execute} may be called on the line only.
 */
public interface Line extends Executor {
  ByteBufAllocator allocator();

  /** Sends a control packet behind what was sent before. */
  void send(MqttMessage packet);

  /**
   * Sends packets that are encoded already, behind what was sent before.
   *
   * @param packets given away
   * @param written told, on the line, once the container or the kernel has them
   */
  void send(ByteBuf packets, Written written);

  /** Whether packets are taken from the client; where that cannot be held up, nothing happens. */
  void reading(boolean on);

  /**
   * Whether the session is being opened. Until it is open the line takes nothing more from the
   * client, but what one read held.
   */
  default void opening(boolean on) {
    reading(!on);
  }

  /**
   * It is known whose connection it is: what it holds counts for this user, too.
   *
   * @throws Problem (429) if the user holds too much already
   */
  default void identify(String user) {
    input().identify(user);
  }

  /** What has come of a packet that is not complete. Thread-safe. */
  BufferedInput input();

  /** Whether packets are taken from the client now. */
  boolean reads();

  /** Hangs up once what was sent is on its way. */
  void close();

  /** Whether it comes from where the demo needs no token. */
  boolean guest();

  /** Its name, for presence. */
  String transport();

  /** Which address it comes from; empty if that is not known. */
  String address();

  /** Where the client is, for the log. */
  String peer();
}
