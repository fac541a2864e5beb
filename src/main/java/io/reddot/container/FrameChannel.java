package io.reddot.container;

import jakarta.websocket.CloseReason;

/**
 * The way out to one WebSocket's client.
 *
 * <p>Thread-safe, but concurrent writes are unspecified on some servers (Jakarta WebSocket, section
 * 2.8): the caller waits for the {@link Completion} of a message before it writes the next one.
 * Writing may throw a {@link RuntimeException} when the client has just left.
 */
public interface FrameChannel {
  /** Writes all of {@code messages}, in one piece where the server allows that. */
  void write(TextMessages messages, Completion completion);

  /**
   * Writes a binary message.
   *
   * @param message given away
   */
  void writeBinary(byte[] message, Completion completion);

  void ping(Completion completion);

  /**
   * Begins the closing handshake (RFC 6455, section 7.1.2). What the client sends from now on is to
   * be ignored, and nothing more may be written.
   */
  void close(CloseReason reason);
}
