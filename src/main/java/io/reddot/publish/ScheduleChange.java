package io.reddot.publish;

import io.reddot.audit.AuditRecord;
import io.reddot.log.Known;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.publish.ScheduleStore.Place;
import io.reddot.publish.ScheduleStore.Waiting;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the content and the time of a message that waits, in one transaction: either the old
 * message is sent or the new one, never both. It remains its sender's message, and remains held if
 * it was. Immutable.
 *
 * @param sender the sender whose message is meant; null: the caller's own, or else the only message
 *     with this id
 * @param caller the user who changes it
 * @param tags the entity tags of the versions that may be replaced; empty: any version
 * @param to the new content, with a time
 */
record ScheduleChange(
    String id, @Nullable String sender, String caller, Set<String> tags, Submission to) {
  /** The approximate size of the change beside the message, in characters. */
  private static final int CHANGE = 128;

  ScheduleChange {
    tags = Set.copyOf(tags);
  }

  /**
   * Returns the changed message. It fails with a {@link Problem}: 404 if no such message waits, 409
   * if it was sent or several senders have used the id, 412 if it was changed meanwhile, 429 if a
   * bound of stored messages would be exceeded.
   */
  CompletionStage<Waiting> in(Transactions transactions) {
    return in(transactions, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction. */
  CompletionStage<Waiting> in(Transactions transactions, AuditRecord audit) {
    return transactions.change(
        3,
        2 * CHANGE + to.draft().size(),
        transaction -> {
          Waiting after = in(transaction);
          audit.appendTo(transaction);
          return after;
        });
  }

  private Waiting in(Transaction transaction) throws SQLException {
    Waiting before = before(transaction);
    if (!tags.isEmpty() && !tags.contains(ScheduleJson.tag(before))) {
      throw new Problem(
          412, "The message was changed meanwhile; nothing was stored. Read it again.");
    }
    Draft draft = to.draft().withId(id).withSender(before.draft().sender());
    Instant sendAt = to.sendAt();
    if (sendAt == null) {
      throw new IllegalArgumentException("a scheduled message needs a time");
    }
    transaction.checkLater(List.of(draft));
    ScheduleStore.take(transaction, before);
    Waiting after =
        new Waiting(
            draft.traced(before.draft().trace()),
            new Place(sendAt, transaction.next()),
            before.token(),
            before.held());
    ScheduledRows.insert(transaction, List.of(after));
    transaction.know(Known.scheduled(after.draft(), sendAt));
    return after;
  }

  private Waiting before(Transaction transaction) throws SQLException {
    boolean own = sender == null && !ScheduledRows.named(transaction, id, caller).isEmpty();
    return ScheduleStore.only(transaction, id, own ? caller : sender);
  }
}
