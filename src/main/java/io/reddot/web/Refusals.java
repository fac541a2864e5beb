package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers whom the filters turn away, without waiting for them. Thread-safe. */
@ApplicationScoped
public class Refusals {
  @Inject private Answers answers;
  @Inject private Proxies proxies;

  /** Nothing was answered yet; a body that is to come is thrown away. */
  public void answer(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException, ServletException {
    if (response instanceof Answer || request.isAsyncStarted() || response.isCommitted()) {
      write(request, response, problem); // whoever made the answer sends it
      return;
    }
    Answer answer = answers.to(request, response, () -> proxies.client(request));
    write(answer.request(), answer, problem);
    answer.finish();
  }

  private static void write(
      HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    ProblemAnswer.write(response, problem);
    if (request.getDispatcherType() != DispatcherType.ASYNC) { // then it has been read
      UnreadBody.discard(request, response);
    }
  }
}
