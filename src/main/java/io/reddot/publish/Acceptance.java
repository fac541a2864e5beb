package io.reddot.publish;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.message.Cursor;
import java.time.Instant;

/** The outcome of a submission: the message is in the log, or it is scheduled. */
public sealed interface Acceptance {
  String id();

  /** Whether the message was already accepted before. */
  boolean duplicate();

  /** The message is in the log. */
  record Stored(String id, Cursor cursor, boolean duplicate) implements Acceptance {
    static Stored of(Receipt receipt) {
      return new Stored(receipt.id(), receipt.cursor(), receipt.duplicate());
    }
  }

  /** The message is sent at {@code sendAt}. */
  record Scheduled(String id, Instant sendAt, boolean duplicate) implements Acceptance {}
}
