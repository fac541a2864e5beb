package io.reddot.transport.mqtt.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.message.Problem;
import io.reddot.session.Outlet.Written;
import java.util.concurrent.Executor;

/**
 * The transport of one connection: runs its tasks one at a time and in order, and sends its
 * packets. All methods except {@link #execute} must be called on the line, unless stated otherwise.
 */
public interface Line extends Executor {
  ByteBufAllocator allocator();

  /** Sends a control packet after those sent before. */
  void send(MqttMessage packet);

  /**
   * Sends encoded packets after those sent before.
   *
   * @param packets released by the line
   * @param written called on the line once the container or the kernel has the packets
   */
  void send(ByteBuf packets, Written written);

  /** Pauses or resumes reading from the client, where the transport can do so. */
  void reading(boolean on);

  /**
   * Sets whether the session is being opened. Meanwhile the line reads no more from the client, and
   * passes on only packets that are decoded already.
   */
  default void opening(boolean on) {
    reading(!on);
  }

  /**
   * Counts the buffered input against this user's limit, too.
   *
   * @throws Problem (429) if the user exceeds the limit
   */
  default void identify(String user) {
    input().identify(user);
  }

  /** The account of buffered input. Thread-safe. */
  BufferedInput input();

  /** Whether the client is being read from. */
  boolean reads();

  /** Closes the connection after the packets that were sent. */
  void close();

  /** Whether the client connects from where the demo needs no token. */
  boolean guest();

  /** The name of the transport, for presence. */
  String transport();

  /** The address of the client; empty if unknown. */
  String address();

  /** A description of the client for log messages. */
  String peer();
}
