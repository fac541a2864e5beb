package io.reddot.container;

import java.nio.ByteBuffer;

/**
 * Text messages that are written together, in all forms that a {@link FrameChannel} may need.
 * Thread-safe: many channels share them.
 */
public interface TextMessages {
  int count();

  /**
   * Returns a message.
   *
   * @param index from 0 on
   */
  String text(int index);

  /**
   * Returns a message as UTF-8: a buffer of its own position and limit, with shared bytes that must
   * not be changed.
   *
   * @param index from 0 on
   */
  ByteBuffer payload(int index);

  /**
   * Returns all messages as frames of a server ({@link Frame#text}), which are shared and must not
   * be changed.
   */
  byte[] frames();
}
