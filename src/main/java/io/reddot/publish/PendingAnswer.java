package io.reddot.publish;

import io.reddot.access.ApiFilter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A publisher's request while its messages are committed; it holds no thread. Thread-safe. */
final class PendingAnswer implements AsyncListener {
  private static final System.Logger LOGGER = System.getLogger(PendingAnswer.class.getName());

  private final AsyncContext async;
  private final HttpServletResponse response;

  /**
   * Whether the answer is claimed or the container has the request back; it may be serving another
   * client by then, so nobody else may touch it.
   */
  private final AtomicBoolean claimed = new AtomicBoolean();

  PendingAnswer(AsyncContext async) {
    this.async = async;
    this.response = (HttpServletResponse) async.getResponse();
    async.setTimeout(0); // the log answers everything that it took
    async.addListener(this);
  }

  void with(CompletionStage<String> answer) {
    answer.whenComplete(this::give);
  }

  /** There is no {@code json} where there is a failure. */
  private void give(String json, @Nullable Throwable failure) {
    if (!claimed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (failure != null) {
        ApiFilter.answer(response, Publisher.problem(failure));
      } else {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
      }
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "a publisher left before its answer", e);
    }
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the container had ended a publisher's request", e);
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    claimed.set(true);
  }

  @Override
  public void onError(AsyncEvent event) {
    claimed.set(true);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    claimed.set(true);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // never started again
  }
}
