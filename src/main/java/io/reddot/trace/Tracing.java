package io.reddot.trace;

import io.reddot.message.Message;
import io.reddot.message.Submission;
import io.reddot.message.TraceParent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the way of messages: publication, commit, fan-out. This class records nothing and
 * allocates nothing. No method fails or blocks because of telemetry. Thread-safe.
 */
public class Tracing {
  static final Tracing NONE = new Tracing();

  /** Each deployment has its own class loader, and so its own field. */
  private static volatile Tracing current = NONE;

  Tracing() {}

  /** Returns the tracing of this deployment. */
  public static Tracing current() {
    return current;
  }

  static void use(Tracing tracing) {
    current = tracing;
  }

  /**
   * Returns the trace of an HTTP request that JAX-RS serves: the server's own span of the request,
   * if it records one in the same trace, otherwise what the client sent.
   *
   * <p>Only for the thread that serves the request. Even there the current span may be that of an
   * earlier request, because servers end asynchronous requests on other threads than they began.
   * Without the header it cannot be told apart, and is not used.
   *
   * @param sent the header; null: none
   */
  public @Nullable TraceParent ofRequest(@Nullable TraceParent sent) {
    return sent;
  }

  /**
   * Begins the spans of a publication, one for each message.
   *
   * @param way how it came, as in the metrics
   * @return null: nothing is recorded
   */
  public @Nullable PublishSpans publish(String way, List<Submission> messages) {
    return null;
  }

  /** Whether anything can be recorded. */
  public boolean records() {
    return false;
  }

  /** Returns the time, in nanoseconds since 1970; 0 if nothing is recorded. */
  public long now() {
    return 0;
  }

  /**
   * Records a commit.
   *
   * @param messages the messages of the whole transaction
   * @param began when its group was complete, as {@link #now}
   * @param ended when it was committed
   */
  public void committed(List<Message> messages, long began, long ended) {}

  /**
   * Begins the fan-out of a batch on this node.
   *
   * @return null: nothing is recorded
   */
  public @Nullable Deliveries deliveries(List<Message> messages) {
    return null;
  }
}
