package io.reddot.container;

/**
 * Text messages that are written together, in both forms that a {@link FrameChannel} may need.
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
   * Returns all messages as frames of a server ({@link Frame#text}), which are shared and must not
   * be changed.
   */
  byte[] frames();
}
