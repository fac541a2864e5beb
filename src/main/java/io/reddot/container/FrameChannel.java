package io.reddot.container;

import jakarta.websocket.CloseReason;

/**
 * Writes to the client of one WebSocket.
 *
 * <p>Thread-safe, but concurrent writes are unspecified on some servers (Jakarta WebSocket, section
 * 2.8): the caller waits for the {@link Completion} of a message before it writes the next one. A
 * write may throw a {@link RuntimeException} if the client has just disconnected.
 */
public interface FrameChannel {
  /** Writes all of {@code messages}, in one piece where the server allows that. */
  void write(TextMessages messages, Completion completion);

  /**
   * Writes a binary message.
   *
   * @param message must not be changed afterwards
   */
  void writeBinary(byte[] message, Completion completion);

  void ping(Completion completion);

  /**
   * Begins the closing handshake (RFC 6455, section 7.1.2). From now on the endpoint must ignore
   * what the client sends, and write nothing more.
   */
  void close(CloseReason reason);
}
