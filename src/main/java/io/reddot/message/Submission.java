package io.reddot.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as a publisher submits it, with the time at which to send it.
 *
 * @param sendAt when to send it; null or a time in the past means now
 */
public record Submission(Draft draft, @Nullable Instant sendAt) {
  /** Submits a message to be published immediately. */
  public static Submission now(Draft draft) {
    return new Submission(draft, null);
  }

  /** Returns the submission with its draft as a part of a trace, unless it belongs to one. */
  public Submission traced(@Nullable TraceParent trace) {
    return new Submission(draft.traced(trace), sendAt);
  }

  /** Returns the submission with its draft as a part of a trace, whatever it belonged to. */
  public Submission withTrace(TraceParent trace) {
    return new Submission(draft.withTrace(trace), sendAt);
  }

  public Submission {
    if (sendAt != null && draft.sender() == null) {
      throw new IllegalArgumentException(
          "a scheduled message needs a sender, which can list and cancel it");
    }
  }
}
