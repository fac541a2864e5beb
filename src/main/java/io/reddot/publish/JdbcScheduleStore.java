package io.reddot.publish;

import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import java.lang.System.Logger.Level;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stores scheduled messages beside the log, in its transactions. Thread-safe. */
final class JdbcScheduleStore implements ScheduleStore {
  private static final System.Logger LOGGER = System.getLogger(JdbcScheduleStore.class.getName());

  /** Bounds the transaction that sends, so that publishers do not wait long for it. */
  static final int DUE_AT_ONCE = 200;

  /** The approximate number of rows that a change of all messages of one sender writes. */
  private static final int HELD = 500;

  private final Database database;
  private final GroupCommit commits;

  JdbcScheduleStore(Database database, GroupCommit commits) {
    this.database = database;
    this.commits = commits;
  }

  @Override
  public CompletionStage<List<Acceptance>> accept(
      List<Submission> submissions, @Nullable String token, int limit) {
    List<Submission> all = List.copyOf(submissions);
    List<Draft> drafts = all.stream().map(Submission::draft).toList();
    return commits.change(drafts, transaction -> Accepting.in(transaction, all, token, limit));
  }

  @Override
  public @Nullable Instant next() {
    Optional<Instant> next =
        database.read(
            connection -> {
              try (PreparedStatement select =
                      connection.prepareStatement(
                          "SELECT send_at FROM scheduled WHERE held = 0 ORDER BY send_at, number LIMIT 1");
                  ResultSet row = select.executeQuery()) {
                return row.next()
                    ? Optional.of(Instant.ofEpochMilli(row.getLong(1)))
                    : Optional.empty();
              }
            });
    return next.orElse(null);
  }

  @Override
  public CompletionStage<Integer> sendDue() {
    return commits.change(DUE_AT_ONCE, Reader.PAGE_SIZE, JdbcScheduleStore::sendDue);
  }

  private static int sendDue(Transaction transaction) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT "
                + ScheduledRows.COLUMNS
                + " FROM scheduled WHERE held = 0 AND send_at <= ? ORDER BY send_at, number LIMIT "
                + DUE_AT_ONCE);
    Rows.setInstant(select, 1, transaction.now());
    List<Waiting> due = ScheduledRows.page(select);
    ScheduledRows.delete(transaction, due);
    transaction.lookUp(due.stream().map(Waiting::draft).toList());
    for (Waiting waiting : due) {
      transaction.noLongerWaits(waiting.draft());
      send(transaction, waiting);
    }
    return due.size();
  }

  private static void send(Transaction transaction, Waiting waiting) throws SQLException {
    Draft draft = waiting.draft();
    Instant expiresAt = draft.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(transaction.now())) {
      CallerLog.SHARED.log(
          LOGGER,
          Level.INFO,
          "expired before it could be sent",
          String.valueOf(draft.sender()),
          "message " + draft.id());
      return;
    }
    try {
      transaction.appendAccepted(new Submission(draft, waiting.sendAt()));
    } catch (Problem taken) {
      // Only nodes of an older version let an id be used twice. If the message stayed, it would
      // block all later ones.
      CallerLog.SHARED.log(
          LOGGER,
          Level.ERROR,
          "could not be sent and was dropped",
          String.valueOf(draft.sender()),
          taken.detail());
    }
  }

  @Override
  public CompletionStage<Waiting> cancel(String id, @Nullable String sender) {
    return commits.change(
        1,
        id.length() + 64,
        transaction -> {
          List<Waiting> named = ScheduledRows.named(transaction, id, sender);
          if (named.isEmpty()) {
            boolean sent =
                Recall.named(transaction, id, sender).stream()
                    .anyMatch(found -> found.message().sender() != null);
            throw sent
                ? Problem.conflict("The message has been sent already.")
                : Problem.notFound("No such message is scheduled.");
          }
          if (named.size() > 1) {
            throw InboxStore.ambiguous(named.stream().map(one -> one.draft().sender()).toList());
          }
          return take(transaction, named.get(0));
        });
  }

  /** Removes a scheduled message. */
  static Waiting take(Transaction transaction, Waiting waiting) throws SQLException {
    ScheduledRows.delete(transaction, List.of(waiting));
    transaction.noLongerWaits(waiting.draft());
    return waiting;
  }

  @Override
  public CompletionStage<Integer> release(String sender, @Nullable String id) {
    return commits.change(
        HELD,
        sender.length() + 64,
        transaction -> {
          int released = ScheduledRows.release(transaction, sender, id);
          if (id != null && released == 0) {
            throw Problem.notFound("No such message is held back.");
          }
          return released;
        });
  }

  @Override
  public CompletionStage<Integer> cancelHeld(String sender) {
    return commits.change(
        HELD, sender.length() + 64, transaction -> ScheduledRows.cancelHeld(transaction, sender));
  }

  @Override
  public List<Waiting> list(@Nullable String sender, Place after, int limit) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT "
                      + ScheduledRows.COLUMNS
                      + " FROM scheduled WHERE (send_at, number) > (?, ?)"
                      + (sender == null ? "" : " AND sender = ?")
                      + " ORDER BY send_at, number LIMIT "
                      + limit)) {
            Rows.setInstant(select, 1, after.sendAt());
            select.setLong(2, after.number());
            if (sender != null) {
              select.setString(3, sender);
            }
            return ScheduledRows.page(select);
          }
        });
  }
}
