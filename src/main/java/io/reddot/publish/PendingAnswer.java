package io.reddot.publish;

import io.reddot.web.Answer;
import io.reddot.web.ProblemAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request that waits for a commit without holding a thread. Thread-safe. */
final class PendingAnswer {
  private static final System.Logger LOGGER = System.getLogger(PendingAnswer.class.getName());

  private final AsyncContext async;
  private final HttpServletResponse response;

  PendingAnswer(AsyncContext async) {
    this.async = async;
    this.response = (HttpServletResponse) async.getResponse();
    async.setTimeout(0); // none is needed: the log completes every request that it accepted
  }

  void with(CompletionStage<String> answer) {
    answer.whenComplete(this::give);
  }

  /** Answers the request, with {@code json} unless there is a failure. */
  private void give(String json, @Nullable Throwable failure) {
    if (Answer.isOver(response)) {
      return; // the client has disconnected
    }
    try {
      if (failure != null) {
        ProblemAnswer.write(response, Publisher.problem(failure));
      } else {
        response.setContentType("application/json");
        Answer.give(response, json.getBytes(StandardCharsets.UTF_8));
      }
      async.complete();
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before its answer", e);
    }
  }
}
