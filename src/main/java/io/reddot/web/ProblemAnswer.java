package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/** Writes a problem as an answer: problem+json (RFC 9457). Stateless. */
public final class ProblemAnswer {
  private static final System.Logger LOGGER = System.getLogger(ProblemAnswer.class.getName());

  private ProblemAnswer() {}

  /** Does nothing if the answer has begun. */
  public static void write(HttpServletResponse response, Problem problem) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(problem.status());
    if (problem.status() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    String retryAfter = problem.retryAfterSeconds();
    if (retryAfter != null) {
      response.setHeader("Retry-After", retryAfter);
    }
    response.setContentType("application/problem+json");
    byte[] body = problem.toJson().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
    } catch (IOException e) {
      // Not passed on: some containers log a stack trace for it, so any client could fill the log.
      LOGGER.log(Level.DEBUG, "a client disconnected before it was answered", e);
    }
  }
}
