package io.reddot.container;

/** Receives the end of a write, once; may be called before the write returns. */
public interface Completion {
  /** The container has written everything. */
  void done();

  /** The connection is gone. */
  void failed(Throwable cause);
}
