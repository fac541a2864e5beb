package io.reddot.publish;

import io.reddot.audit.AuditRecord;
import io.reddot.log.Known;
import io.reddot.log.MessageLog;
import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.StoredMessage;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Utf8;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stores scheduled messages, in the log's transactions. Even after a crash, each message is either
 * here or in the log, never in both and never in neither. Changes behave as {@link Transactions}
 * describes. Thread-safe.
 */
public final class ScheduleStore {
  private static final System.Logger LOGGER = System.getLogger(ScheduleStore.class.getName());

  /** Bounds the transaction that sends due messages, so that publishers do not wait long for it. */
  static final int DUE_AT_ONCE = 200;

  /** The approximate number of rows that a change of all messages of one sender writes. */
  private static final int HELD = 500;

  /** The approximate size of a change without the caller's text, in characters. */
  private static final int CHANGE = 64;

  private final Transactions transactions;

  public ScheduleStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Accepts all of {@code submissions} or none. Messages to send now are appended, the others are
   * stored until they are due. A message that its publisher has submitted before is not stored
   * again, whether it still waits or was sent meanwhile.
   *
   * @param token the id of the token with which the messages were submitted; null: it has none.
   *     When that token is revoked, waiting messages are held back
   * @param limit the largest number of messages of one sender that may wait
   * @return the outcome of each, in order. It fails with a {@link io.reddot.message.Problem}: 409
   *     if the publisher has used an id, which it names, for another message; 429 if too many
   *     messages of the sender wait; otherwise as {@link MessageLog#append}
   */
  public CompletionStage<List<Acceptance>> accept(
      List<Submission> submissions, @Nullable String token, int limit) {
    return accept(submissions, token, limit, AuditRecord.NONE);
  }

  /** As above; appends the record, too, unless all of the messages were known already. */
  CompletionStage<List<Acceptance>> accept(
      List<Submission> submissions, @Nullable String token, int limit, AuditRecord audit) {
    List<Submission> all = List.copyOf(submissions);
    List<Draft> drafts = all.stream().map(Submission::draft).toList();
    return transactions.change(
        drafts,
        transaction -> {
          List<Acceptance> accepted = SubmissionBatch.accept(transaction, all, token, limit);
          if (!accepted.stream().allMatch(Acceptance::duplicate)) {
            audit.appendTo(transaction);
          }
          return accepted;
        });
  }

  /** Returns when the next message that is not held back is due; null if there is none. */
  public @Nullable Instant next() {
    Optional<Instant> next =
        transactions.read(
            sql ->
                Optional.ofNullable(
                    sql.first(
                        "SELECT send_at FROM scheduled WHERE held = 0"
                            + " ORDER BY send_at, number LIMIT 1",
                        row -> Instant.ofEpochMilli(row.getLong(1)))));
    return next.orElse(null);
  }

  /**
   * Moves due messages into the log, in order, in one transaction. If several nodes try, one of
   * them does so. Messages that have expired meanwhile are dropped.
   *
   * @return the number of messages that no longer wait. The work of one call is bounded, so it must
   *     be repeated until it returns 0
   */
  public CompletionStage<Integer> sendDue() {
    return transactions
        .change(DUE_AT_ONCE, MessageRows.PAGE_SIZE, ScheduleStore::sendDue)
        .thenApply(
            sent -> {
              PublishMetrics.of(Way.SCHEDULE).stored(sent.messages, sent.bytes);
              PublishMetrics.of(Way.SCHEDULE).failed(sent.due - sent.messages);
              return sent.due;
            });
  }

  /**
   * What one step did.
   *
   * @param due the number of messages that no longer wait
   * @param messages those of them that were sent; the others were dropped
   * @param bytes the size of the data that was sent
   */
  private record Sent(int due, int messages, long bytes) {}

  private static Sent sendDue(Transaction transaction) throws SQLException {
    List<Waiting> due =
        ScheduledRows.page(
            transaction.sql(),
            "WHERE held = 0 AND send_at <= ? ORDER BY send_at, number LIMIT " + DUE_AT_ONCE,
            transaction.now());
    ScheduledRows.delete(transaction, due);
    transaction.lookUp(due.stream().map(Waiting::draft).toList());
    int messages = 0;
    long bytes = 0;
    for (Waiting waiting : due) {
      transaction.forget(Known.Key.of(waiting.draft()));
      if (send(transaction, waiting)) {
        messages++;
        bytes += Utf8.length(waiting.draft().data());
      }
    }
    return new Sent(due.size(), messages, bytes);
  }

  /** Returns whether it was sent. */
  private static boolean send(Transaction transaction, Waiting waiting) throws SQLException {
    Draft draft = waiting.draft();
    Instant expiresAt = draft.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(transaction.now())) {
      CallerLog.SHARED.log(
          LOGGER,
          Level.INFO,
          "a scheduled message expired before it could be sent",
          String.valueOf(draft.sender()),
          "message " + draft.id(),
          LogFields.user(draft.sender()).message(draft.id()),
          null);
      return false;
    }
    try {
      transaction.appendAccepted(new Submission(draft, waiting.sendAt()));
      return true;
    } catch (Problem taken) {
      // Only nodes of an older version let an id be used twice. If the message stayed, it would
      // block all later ones.
      CallerLog.SHARED.log(
          LOGGER,
          Level.ERROR,
          "a scheduled message could not be sent and was dropped",
          String.valueOf(draft.sender()),
          taken.detail(),
          LogFields.user(draft.sender()).message(draft.id()),
          null);
      return false;
    }
  }

  /**
   * Cancels a message before it is sent.
   *
   * @param sender the sender whose message is cancelled; null: any, if only one publisher has used
   *     this id
   * @return the message. It fails with a {@link io.reddot.message.Problem}: 409 if it was sent, or
   *     several publishers have used the id, 404 if there is no such message
   */
  public CompletionStage<Waiting> cancel(String id, @Nullable String sender) {
    return cancel(id, sender, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction. */
  CompletionStage<Waiting> cancel(String id, @Nullable String sender, AuditRecord audit) {
    return transactions.change(
        2,
        CHANGE + id.length(),
        transaction -> {
          Waiting cancelled = cancel(transaction, id, sender);
          audit.appendTo(transaction);
          return cancelled;
        });
  }

  private static Waiting cancel(Transaction transaction, String id, @Nullable String sender)
      throws SQLException {
    return take(transaction, only(transaction, id, sender));
  }

  /**
   * Finds a message that waits.
   *
   * @throws Problem as {@link #cancel}
   */
  static Waiting only(Transaction transaction, String id, @Nullable String sender)
      throws SQLException {
    List<Waiting> named = ScheduledRows.named(transaction, id, sender);
    if (named.isEmpty()) {
      boolean sent =
          transaction.find(id, sender).stream().anyMatch(found -> found.message().sender() != null);
      throw sent
          ? Problem.conflict("The message has already been sent; recall it instead.")
          : Problem.notFound("No message with this id is scheduled.");
    }
    if (named.size() > 1) {
      throw StoredMessage.ambiguous(named.stream().map(one -> one.draft().sender()).toList());
    }
    return named.get(0);
  }

  /** Removes a scheduled message. */
  static Waiting take(Transaction transaction, Waiting waiting) throws SQLException {
    ScheduledRows.delete(transaction, List.of(waiting));
    transaction.forget(Known.Key.of(waiting.draft()));
    return waiting;
  }

  /**
   * Releases a sender's messages that are held back: overdue ones are sent at once, the others when
   * they are due.
   *
   * @param id the only message to release; null: all
   * @return the number of released messages. It fails with a {@link io.reddot.message.Problem}
   *     (404) if {@code id} is not held back
   */
  public CompletionStage<Integer> release(String sender, @Nullable String id) {
    return release(sender, id, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction, unless there was nothing to release. */
  CompletionStage<Integer> release(String sender, @Nullable String id, AuditRecord audit) {
    return changeHeld(sender, audit, transaction -> release(transaction.sql(), sender, id));
  }

  private CompletionStage<Integer> changeHeld(
      String sender, AuditRecord audit, Transactions.Change<Integer> change) {
    return transactions.change(
        HELD,
        CHANGE + sender.length(),
        transaction -> {
          int changed = change.in(transaction);
          if (changed > 0) {
            audit.appendTo(transaction);
          }
          return changed;
        });
  }

  private static int release(Sql sql, String sender, @Nullable String id) throws SQLException {
    String release = "UPDATE scheduled SET held = 0 WHERE held = 1 AND sender = ?";
    if (id == null) {
      return sql.update(release, sender);
    }
    int released = sql.update(release + " AND id = ?", sender, id);
    if (released == 0) {
      throw Problem.notFound("No message with this id is held back.");
    }
    return released;
  }

  /**
   * Cancels all messages of a sender that are held back.
   *
   * @return the number of cancelled messages
   */
  public CompletionStage<Integer> cancelHeld(String sender) {
    return cancelHeld(sender, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction, unless there was nothing to cancel. */
  CompletionStage<Integer> cancelHeld(String sender, AuditRecord audit) {
    return changeHeld(
        sender,
        audit,
        transaction ->
            transaction
                .sql()
                .update("DELETE FROM scheduled WHERE held = 1 AND sender = ?", sender));
  }

  /**
   * Lists the waiting messages, the next one first. The size of a page is bounded, so only an empty
   * page means that there are no more.
   *
   * @param sender the sender whose messages are listed; null: all
   * @param after the last place of the previous page; {@link Place#START} for the first page
   */
  public List<Waiting> list(@Nullable String sender, Place after, int limit) {
    String order = " ORDER BY send_at, number LIMIT " + limit;
    String place = "WHERE (send_at, number) > (?, ?)";
    return transactions.read(
        sql ->
            sender == null
                ? ScheduledRows.page(sql, place + order, after.sendAt(), after.number())
                : ScheduledRows.page(
                    sql,
                    place + " AND sender = ?" + order,
                    after.sendAt(),
                    after.number(),
                    sender));
  }

  /** The place of a message among those that wait: by time, then in the order of acceptance. */
  record Place(Instant sendAt, long number) {
    public static final Place START = new Place(Instant.EPOCH, 0);
  }

  /**
   * A message that waits.
   *
   * @param token the id of the token with which it was submitted; null: none is known
   * @param held whether it is not sent before it is {@linkplain ScheduleStore#release released},
   *     because its sender was disconnected or that token was revoked
   */
  record Waiting(Draft draft, Place place, @Nullable String token, boolean held) {
    public Instant sendAt() {
      return place.sendAt();
    }
  }
}
