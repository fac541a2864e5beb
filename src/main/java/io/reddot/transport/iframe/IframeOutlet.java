package io.reddot.transport.iframe;

import io.reddot.session.Batch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.ServletStream;
import io.reddot.transport.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;

/** One client's endless page. Thread-safe. */
final class IframeOutlet implements Outlet, AsyncListener {
  private final AsyncContext async;
  private final ServletStream stream;

  IframeOutlet(AsyncContext async, ServletOutputStream out, byte[] beginning) {
    this.async = async;
    this.stream = new ServletStream(out, beginning, this::complete);
    async.addListener(this);
  }

  void start(Session joined) {
    stream.start(joined);
  }

  @Override
  public WireFormat format() {
    return Wire.SCRIPT;
  }

  @Override
  public void write(Batch batch, Written written) {
    stream.write(batch.in(Wire.SCRIPT).bytes(), written);
  }

  @Override
  public void heartbeat(Written written) {
    stream.write(IframePage.heartbeat(), written);
  }

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {
    stream.close();
  }

  private void complete() {
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
