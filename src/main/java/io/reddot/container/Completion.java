package io.reddot.container;

/** Receives the result of a write, once; may be called before the write returns. */
public interface Completion {
  /** Called when the container has written everything. */
  void done();

  /** Called when the write failed; the connection is unusable. */
  void failed(Throwable cause);
}
