package io.reddot.log;

import io.reddot.message.Control;
import io.reddot.message.Message;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Keeps in {@code inbox_item} what inboxes hold, in the transaction that appends. */
final class InboxItems {
  private InboxItems() {}

  /** What counts: on an inbox topic, and said to readers rather than about a message. */
  private static boolean counts(Message message) {
    return message.topic().inbox() && !Control.event(message.event()) && !message.clearsRetained();
  }

  static void add(Transaction transaction, List<Message> appended) throws SQLException {
    List<Message> items = appended.stream().filter(InboxItems::counts).toList();
    if (items.isEmpty()) {
      return;
    }
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO inbox_item (topic, position, event, expires_at) VALUES (?,?,?,?)");
    for (Message item : items) {
      insert.setString(1, item.topic().name());
      insert.setLong(2, item.position());
      insert.setString(3, item.event());
      Rows.setInstant(insert, 4, item.expiresAt());
      insert.addBatch();
    }
    insert.executeBatch();
  }

  static void remove(Transaction transaction, String topic, long position) throws SQLException {
    PreparedStatement delete =
        transaction.statement("DELETE FROM inbox_item WHERE topic = ? AND position = ?");
    delete.setString(1, topic);
    delete.setLong(2, position);
    delete.executeUpdate();
  }
}
