package io.reddot.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request that has an {@link Answer}, held or not. For one request. */
final class AnsweredRequest extends HttpServletRequestWrapper {
  private final Answer answer;

  AnsweredRequest(HttpServletRequest request, Answer answer) {
    super(request);
    this.answer = answer;
  }

  @Override
  public AsyncContext startAsync() {
    return answer.hold(this, answer);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return answer.hold(request, response);
  }

  @Override
  public AsyncContext getAsyncContext() {
    return answer.held();
  }
}
