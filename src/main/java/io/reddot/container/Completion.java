package io.reddot.container;

/** Told once that a write has ended; may be called before the write returns. */
public interface Completion {
  /** The container has taken all of it. */
  void done();

  /** The connection is gone. */
  void failed(Throwable cause);
}
