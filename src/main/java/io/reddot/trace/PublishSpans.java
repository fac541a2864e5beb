package io.reddot.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import java.util.List;

/** The spans of one publication, in the order of its messages. Each ends once. Thread-safe. */
public final class PublishSpans {
  private final List<Span> spans;
  private final List<Submission> messages;

  PublishSpans(List<Span> spans, List<Submission> messages) {
    this.spans = List.copyOf(spans);
    this.messages = List.copyOf(messages);
  }

  /**
   * Returns the messages, with the contexts of their spans as traces. A message whose span is not
   * sampled keeps the trace that it came with.
   */
  public List<Submission> messages() {
    return messages;
  }

  /**
   * Ends the span of one message.
   *
   * @param outcome one of a few words
   */
  public void ended(int index, String outcome) {
    OpenTelemetryTracing.guarded(
        () -> {
          Span span = spans.get(index);
          span.setAttribute(OpenTelemetryTracing.OUTCOME, outcome);
          span.end();
        });
  }

  /**
   * Ends all spans: nothing was stored. The sentence of a problem may name users; its status is
   * kept.
   */
  public void failed(Throwable failure) {
    Throwable cause = Problem.cause(failure);
    String type =
        cause instanceof Problem problem
            ? Integer.toString(problem.status())
            : cause.getClass().getName();
    for (Span span : spans) {
      OpenTelemetryTracing.guarded(
          () -> {
            span.setAttribute(OpenTelemetryTracing.OUTCOME, "failed");
            span.setAttribute(OpenTelemetryTracing.ERROR_TYPE, type);
            span.setStatus(StatusCode.ERROR);
            span.end();
          });
    }
  }
}
