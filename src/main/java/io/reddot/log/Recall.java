package io.reddot.log;

import io.reddot.log.InboxStore.Found;
import io.reddot.message.Control;
import io.reddot.message.Cursor;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes one message away. Its row stays for a while, expired, as those of others that expired: no
 * reader of the log is given it, its publisher is still answered that it was stored.
 */
final class Recall {
  private static final int RECALLED_BY = 12;

  private Recall() {}

  /** What anybody published under this id. */
  static @Nullable Found find(Connection connection, String log, String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + Rows.MESSAGE + ", recalled_by FROM message WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        long by = row.getLong(RECALLED_BY);
        Long recalledBy = row.wasNull() ? null : by;
        Message message = Rows.message(row, log);
        boolean ours = message.topic().reserved() || Control.event(message.event());
        return ours ? null : new Found(message, recalledBy);
      }
    }
  }

  /** As {@link InboxStore#recall}. */
  static Cursor recall(Transaction transaction, String id, Predicate<Found> allowed, String by)
      throws SQLException {
    transaction.flush();
    Found found = find(transaction.connection(), transaction.name(), id);
    if (found == null
        || (found.recalledBy() == null && found.message().expired(transaction.now()))
        || !allowed.test(found)) {
      throw Problem.notFound("There is no message with this id.");
    }
    Message message = found.message();
    if (found.recalledBy() != null) {
      return message.cursor().at(found.recalledBy());
    }
    Cursor recalled =
        transaction.append(
            message.topic(), Control.RECALL, Control.recallData(id, message.cursor()), by);
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
