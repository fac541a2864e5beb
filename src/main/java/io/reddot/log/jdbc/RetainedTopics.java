package io.reddot.log.jdbc;

import io.reddot.log.RetainedStore;
import io.reddot.message.Message;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each topic's retained message in the table {@code retained}, in the transaction that
 * appends. Stateless.
 */
final class RetainedTopics {
  private RetainedTopics() {}

  /**
   * @param floor the position that retention has reached; it spared what was retained then
   */
  static void update(GroupTransaction transaction, long floor, List<Message> appended)
      throws SQLException {
    Map<String, Message> last = new HashMap<>();
    for (Message message : appended) {
      if (message.retain()) {
        last.put(message.topic().name(), message);
      }
    }
    if (last.isEmpty()) {
      return;
    }
    if (floor > 0) {
      forgetSpared(transaction, floor, last.keySet());
    }
    put(transaction, last.values().stream().filter(m -> !m.clearsRetained()).toList());
    remove(transaction, last.values().stream().filter(Message::clearsRetained).toList());
  }

  /**
   * Deletes what retention spared and is no longer retained, because retention does not return to
   * it.
   */
  private static void forgetSpared(
      GroupTransaction transaction, long floor, Collection<String> topics) throws SQLException {
    PreparedStatement delete =
        transaction
            .sql()
            .prepare(
                "DELETE FROM message WHERE position <= ?"
                    + " AND position IN (SELECT position FROM retained WHERE topic = ?)");
    for (String topic : topics) {
      delete.setLong(1, floor);
      delete.setString(2, topic);
      delete.addBatch();
    }
    delete.executeBatch();
  }

  private static void put(GroupTransaction transaction, List<Message> messages)
      throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    PreparedStatement put =
        transaction
            .sql()
            .prepare(
                "INSERT INTO retained (topic, position, owner, size) VALUES (?,?,?,?)"
                    + " ON CONFLICT (topic) DO UPDATE SET position = excluded.position,"
                    + " owner = excluded.owner, size = excluded.size");
    for (Message message : messages) {
      put.setString(1, message.topic().name());
      put.setLong(2, message.position());
      put.setString(3, RetainedUse.owner(message.sender()));
      put.setLong(4, RetainedUse.size(message));
      put.addBatch();
    }
    put.executeBatch();
  }

  /**
   * Removes the retained messages that {@code where} selects, a clause with numbers as its
   * parameters.
   *
   * @return the number of removed messages
   */
  static int remove(GroupTransaction transaction, String where, long... values)
      throws SQLException {
    transaction.flush();
    List<String> topics = new ArrayList<>();
    PreparedStatement select = transaction.sql().prepare("SELECT topic FROM retained" + where);
    set(select, values);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        topics.add(rows.getString(1));
      }
    }
    if (!topics.isEmpty()) {
      transaction.retained().forget(topics);
      PreparedStatement delete = transaction.sql().prepare("DELETE FROM retained" + where);
      set(delete, values);
      delete.executeUpdate();
    }
    return topics.size();
  }

  /** As {@link RetainedStore#forget}. */
  static int forget(GroupTransaction transaction, @Nullable String owner, List<String> topics)
      throws SQLException {
    transaction.flush();
    List<String> theirs = transaction.retained().of(owner, topics);
    if (theirs.isEmpty()) {
      return 0;
    }
    transaction.retained().forget(theirs);
    if (transaction.floor() > 0) {
      forgetSpared(transaction, transaction.floor(), theirs);
    }
    PreparedStatement delete = transaction.sql().prepare("DELETE FROM retained WHERE topic = ?");
    for (String topic : theirs) {
      delete.setString(1, topic);
      delete.addBatch();
    }
    delete.executeBatch();
    return theirs.size();
  }

  private static void set(PreparedStatement statement, long... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setLong(i + 1, values[i]);
    }
  }

  private static void remove(GroupTransaction transaction, List<Message> messages)
      throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    PreparedStatement remove = transaction.sql().prepare("DELETE FROM retained WHERE topic = ?");
    for (Message message : messages) {
      remove.setString(1, message.topic().name());
      remove.addBatch();
    }
    remove.executeBatch();
  }
}
