package io.reddot.log.jdbc;

import io.reddot.log.RetainedStore;
import io.reddot.message.Message;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
   * @param floor the position that retention has reached; it spared messages that were retained
   *     then
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
    delete(
        transaction,
        last.values().stream()
            .filter(Message::clearsRetained)
            .map(message -> message.topic().name())
            .toList());
  }

  /**
   * Deletes the messages of these topics that retention spared: they are no longer retained, and
   * retention does not visit them again.
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
   * Removes the retained messages that {@code where} selects.
   *
   * @param where a clause with the values as its parameters
   * @return the number of removed messages
   */
  static int remove(GroupTransaction transaction, String where, Object... values)
      throws SQLException {
    transaction.flush();
    List<String> topics =
        transaction
            .sql()
            .list("SELECT topic FROM retained" + where, row -> row.getString(1), values);
    if (!topics.isEmpty()) {
      transaction.retained().forget(topics);
      transaction.sql().update("DELETE FROM retained" + where, values);
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
    delete(transaction, theirs);
    return theirs.size();
  }

  private static void delete(GroupTransaction transaction, List<String> topics)
      throws SQLException {
    transaction
        .sql()
        .batch("DELETE FROM retained WHERE topic = ?", topics, topic -> new Object[] {topic});
  }
}
