package io.reddot.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Reports the end of a request to its stream. Thread-safe. */
final class HeldRequest implements AsyncListener {
  private final ServletStream stream;

  HeldRequest(ServletStream stream) {
    this.stream = stream;
  }

  /** Completes the request. */
  static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // the container has completed it already
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    stream.leave();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    stream.leave();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    stream.ended();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // the request is never started again
  }
}
