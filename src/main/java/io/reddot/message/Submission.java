package io.reddot.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher hands in: a message, and when it shall be sent.
 *
 * @param sendAt null, or a time that has passed: now
 */
public record Submission(Draft draft, @Nullable Instant sendAt) {
  public Submission {
    if (sendAt != null && draft.sender() == null) {
      throw new IllegalArgumentException("nobody could list or cancel it");
    }
  }
}
