package io.reddot.container;

/**
 * Text messages that are written together, in both forms that a {@link FrameChannel} may take.
 * Thread-safe: many channels share them.
 */
public interface TextMessages {
  int count();

  /**
   * @param index from 0 on
   */
  String text(int index);

  /** All of them as the frames of a server ({@link Frame#text}); shared, not to be changed. */
  byte[] frames();
}
