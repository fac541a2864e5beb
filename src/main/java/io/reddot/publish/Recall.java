package io.reddot.publish;

import io.reddot.log.InboxStore.Found;
import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Cursor;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent.MessageRecalled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Recalls a message. Its row stays until retention deletes it, marked as expired: readers of the
 * log do not get it, and if its publisher publishes the same again it learns of the recall.
 */
final class Recall {
  private static final int RECALLED_BY = 12;

  private Recall() {}

  /** The messages with this id, at most {@link InboxStore#NAMESAKES}. */
  static List<Found> named(Connection connection, String log, String id, @Nullable String publisher)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + Rows.MESSAGE
                + ", recalled_by FROM message WHERE id = ?"
                + (publisher == null ? "" : " AND COALESCE(sender, '') = ?")
                + " ORDER BY position LIMIT "
                + InboxStore.NAMESAKES)) {
      select.setString(1, id);
      if (publisher != null) {
        select.setString(2, publisher);
      }
      List<Found> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long by = row.getLong(RECALLED_BY);
          Long recalledBy = row.wasNull() ? null : by;
          Message message = Rows.message(row, log);
          if (Kept.Kind.of(message) == Kept.Kind.MESSAGE) {
            found.add(new Found(message, recalledBy));
          }
        }
      }
      return found;
    }
  }

  static List<Found> named(Transaction transaction, String id, @Nullable String publisher)
      throws SQLException {
    transaction.flush();
    return named(transaction.connection(), transaction.name(), id, publisher);
  }

  /** As {@link InboxStore#recall}. */
  static Cursor recall(
      Transaction transaction,
      String id,
      @Nullable String publisher,
      Predicate<Found> allowed,
      String by)
      throws SQLException {
    return recall(
        transaction, InboxStore.one(there(transaction, id, publisher, by), by, allowed), by);
  }

  /** The messages with this id that have not expired; the caller's own take precedence. */
  private static List<Found> there(
      Transaction transaction, String id, @Nullable String publisher, String by)
      throws SQLException {
    List<Found> own = publisher == null ? named(transaction, id, by) : List.of();
    List<Found> all = own.isEmpty() ? named(transaction, id, publisher) : own;
    return all.stream()
        .filter(one -> one.recalledBy() != null || !one.message().expired(transaction.now()))
        .toList();
  }

  /** As {@link InboxStore#withdraw}. */
  static Optional<Cursor> withdraw(
      Transaction transaction,
      String id,
      @Nullable String publisher,
      boolean anybodys,
      Predicate<Found> allowed,
      String by)
      throws SQLException {
    List<Found> messages = there(transaction, id, publisher, by);
    boolean own = publisher == null || publisher.equals(by);
    List<Waiting> waiting = own ? ScheduledRows.named(transaction, id, by) : List.of();
    boolean ownMessage = messages.stream().anyMatch(one -> by.equals(one.message().sender()));
    if (waiting.isEmpty() && !ownMessage && anybodys) {
      waiting = ScheduledRows.named(transaction, id, publisher);
      if (!waiting.isEmpty() && waiting.size() + messages.size() > 1) {
        List<@Nullable String> senders = new ArrayList<>();
        waiting.forEach(one -> senders.add(one.draft().sender()));
        messages.forEach(one -> senders.add(one.message().sender()));
        throw InboxStore.ambiguous(senders);
      }
    }
    if (!waiting.isEmpty()) {
      JdbcScheduleStore.take(transaction, waiting.get(0));
      return Optional.empty();
    }
    return Optional.of(recall(transaction, InboxStore.one(messages, by, allowed), by));
  }

  private static Cursor recall(Transaction transaction, Found found, String by)
      throws SQLException {
    Message message = found.message();
    if (found.recalledBy() != null) {
      return message.cursor().at(found.recalledBy());
    }
    Cursor recalled =
        transaction.append(
            new MessageRecalled(message.topic(), message.id(), message.cursor()), by);
    PreparedStatement hide =
        transaction.statement(
            "UPDATE message SET expires_at = ?, recalled_by = ? WHERE position = ?");
    Rows.setInstant(hide, 1, transaction.now());
    hide.setLong(2, recalled.position());
    hide.setLong(3, message.position());
    hide.executeUpdate();
    RetainedTopics.remove(transaction, " WHERE position = ?", message.position());
    InboxItems.remove(transaction, message.topic().name(), message.position());
    return recalled;
  }
}
