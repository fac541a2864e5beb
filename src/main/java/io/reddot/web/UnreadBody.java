package io.reddot.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Discards a body that no code reads, as it arrives and without a thread, once its request is
 * answered. For one request; the container calls it.
 *
 * <p>Threat: a client without any token begins some requests and sends a byte of their bodies now
 * and then. A container may hold a thread until it has read the rest of each request.
 */
final class UnreadBody implements ReadListener {
  private static final System.Logger LOGGER = System.getLogger(UnreadBody.class.getName());

  private final AsyncContext async;
  private final ServletInputStream in;
  private final byte[] buffer = new byte[1024];
  private final AtomicBoolean over = new AtomicBoolean();

  private UnreadBody(AsyncContext async, ServletInputStream in) {
    this.async = async;
    this.in = in;
  }

  /** Whether the request announces a body that has not arrived completely. */
  static boolean awaited(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length < 0 && request.getHeader("Transfer-Encoding") == null) {
      return false;
    }
    ServletInputStream in = request.getInputStream();
    return length != 0 && !in.isFinished() && (length < 0 || in.available() < length);
  }

  private static boolean mayCome(Exchange request) throws IOException {
    if (request.isHttp2() && request.getContentLengthLong() < 0) {
      return !request.getInputStream().isFinished();
    }
    return awaited(request);
  }

  /** Discards the body, once the answer is written; the request ends when its body does. */
  static void discard(Exchange request) {
    try {
      if (request.server().discardsBodies()
          || request.isAsyncStarted()
          || !request.isAsyncSupported()
          || !mayCome(request)) {
        return;
      }
      AsyncContext async = request.startAsync();
      async.setTimeout(0); // a container that gives up reads the rest with a thread
      request.response().flushBuffer(); // a client may wait for the answer before it sends the rest
      ServletInputStream in = request.getInputStream();
      in.setReadListener(new UnreadBody(async, in));
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "cannot read the rest of a request's body", e);
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (in.isReady() && !in.isFinished()) {
      if (in.read(buffer) < 0) {
        return; // onAllDataRead follows
      }
    }
  }

  @Override
  public void onAllDataRead() {
    end(null);
  }

  @Override
  public void onError(Throwable cause) {
    end(cause);
  }

  private void end(@Nullable Throwable cause) {
    if (over.compareAndSet(false, true)) {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        LOGGER.log(
            Level.DEBUG, "the container ended a request before its body was read: " + cause, e);
      }
    }
  }
}
