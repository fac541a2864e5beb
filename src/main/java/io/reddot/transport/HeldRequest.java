package io.reddot.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Tells a stream what becomes of its request. Thread-safe. */
final class HeldRequest implements AsyncListener {
  private final ServletStream stream;

  HeldRequest(ServletStream stream) {
    this.stream = stream;
  }

  /** Gives the request back to the container. */
  static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // the container has ended it already
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
    // never started again
  }
}
