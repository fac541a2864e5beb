package io.reddot.publish;

import io.reddot.audit.AuditRecord;
import io.reddot.log.StoredMessage;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.Cursor;
import io.reddot.publish.ScheduleStore.Waiting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A caller's request to withdraw a message, whether it was sent or is scheduled. Immutable.
 *
 * @param sender the message's publisher; null: the caller, or else the only publisher whose message
 *     the caller may withdraw
 * @param anyScheduled whether the caller may cancel messages that others have scheduled
 * @param allowed as for {@link StoredMessage#pick}
 * @param caller the user that the caller is
 */
public record Withdrawal(
    String id,
    @Nullable String sender,
    boolean anyScheduled,
    Predicate<StoredMessage> allowed,
    String caller) {
  /** The approximate size of the change beside the id, in characters. */
  private static final int CHANGE = 512;

  /**
   * Recalls the message, or cancels it if it is scheduled.
   *
   * @return the cursor of the recall; nothing if the message had not been sent. It fails with a
   *     {@link io.reddot.message.Problem}: (404) if there is no such message, (409) if several
   *     publishers have used the id, or as {@code allowed} does
   */
  public CompletionStage<Optional<Cursor>> in(Transactions transactions) {
    return in(transactions, AuditRecord.NONE, AuditRecord.NONE);
  }

  /**
   * As {@link #in(Transactions)}; records it in the same transaction, unless it had no effect.
   *
   * @param recalls the record of a recall
   * @param cancels the record of a cancelled schedule
   */
  CompletionStage<Optional<Cursor>> in(
      Transactions transactions, AuditRecord recalls, AuditRecord cancels) {
    return transactions.change(
        5,
        2 * CHANGE + id.length(),
        transaction -> {
          long before = transaction.head();
          Optional<Cursor> recalled = in(transaction);
          if (recalled.isEmpty()) {
            cancels.appendTo(transaction);
          } else if (transaction.head() > before) { // otherwise it was recalled before
            recalls.appendTo(transaction);
          }
          return recalled;
        });
  }

  private Optional<Cursor> in(Transaction transaction) throws SQLException {
    List<StoredMessage> messages = messages(transaction);
    List<Waiting> waiting = waiting(transaction, messages);
    if (!waiting.isEmpty()) {
      ScheduleStore.take(transaction, waiting.get(0));
      return Optional.empty();
    }
    return Optional.of(transaction.recall(StoredMessage.pick(messages, caller, allowed), caller));
  }

  /** Returns the messages with this id that have not expired; the caller's own take precedence. */
  private List<StoredMessage> messages(Transaction transaction) throws SQLException {
    List<StoredMessage> own = sender == null ? transaction.find(id, caller) : List.of();
    List<StoredMessage> all = own.isEmpty() ? transaction.find(id, sender) : own;
    return all.stream()
        .filter(one -> one.recalledBy() != null || !one.message().expired(transaction.now()))
        .toList();
  }

  private List<Waiting> waiting(Transaction transaction, List<StoredMessage> messages)
      throws SQLException {
    boolean own = sender == null || sender.equals(caller);
    List<Waiting> waiting = own ? ScheduledRows.named(transaction, id, caller) : List.of();
    boolean ownMessage = messages.stream().anyMatch(one -> caller.equals(one.message().sender()));
    if (!waiting.isEmpty() || ownMessage || !anyScheduled) {
      return waiting;
    }
    List<Waiting> all = ScheduledRows.named(transaction, id, sender);
    if (!all.isEmpty() && all.size() + messages.size() > 1) {
      List<@Nullable String> senders = new ArrayList<>();
      all.forEach(one -> senders.add(one.draft().sender()));
      messages.forEach(one -> senders.add(one.message().sender()));
      throw StoredMessage.ambiguous(senders);
    }
    return all;
  }
}
