package io.reddot.retained;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Message;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes the table {@code retained} in the log's transactions. Stateless. */
final class RetainedTopics {
  private RetainedTopics() {}

  /** Keeps the last of the appended messages that each topic is to retain. */
  static void update(Transaction transaction, List<Message> appended) throws SQLException {
    Map<String, Message> last = new HashMap<>();
    for (Message message : appended) {
      if (message.retain()) {
        last.put(message.topic().name(), message);
      }
    }
    if (last.isEmpty()) {
      return;
    }
    release(transaction, last.keySet());
    put(transaction, last.values().stream().filter(m -> !m.clearsRetained()).toList());
    delete(
        transaction,
        last.values().stream()
            .filter(Message::clearsRetained)
            .map(message -> message.topic().name())
            .toList());
  }

  /** Must be called before the rows of these topics change. */
  private static void release(Transaction transaction, Collection<String> topics)
      throws SQLException {
    transaction.release("SELECT position FROM retained WHERE topic = ?", topics);
  }

  private static void put(Transaction transaction, List<Message> messages) throws SQLException {
    transaction
        .sql()
        .batch(
            "INSERT INTO retained (topic, position, owner, size) VALUES (?,?,?,?)"
                + " ON CONFLICT (topic) DO UPDATE SET position = excluded.position,"
                + " owner = excluded.owner, size = excluded.size",
            messages,
            message ->
                new Object[] {
                  message.topic().name(),
                  message.position(),
                  RetainedUse.owner(message.sender()),
                  RetainedUse.size(message)
                });
  }

  /** Removes the retained messages at these positions; the messages are recalled or deleted. */
  static void remove(Transaction transaction, Collection<Long> positions) throws SQLException {
    if (positions.isEmpty()) {
      return;
    }
    transaction.flush();
    List<String> topics =
        transaction
            .sql()
            .list(
                "SELECT topic FROM retained WHERE position IN "
                    + Sql.placeholders(positions.size()),
                row -> row.getString(1),
                positions.toArray());
    if (!topics.isEmpty()) {
      RetainedUse.of(transaction).forget(topics);
      delete(transaction, topics);
    }
  }

  /** As {@link RetainedStore#forget}. */
  static int forget(Transaction transaction, @Nullable String owner, List<String> topics)
      throws SQLException {
    transaction.flush();
    RetainedUse use = RetainedUse.of(transaction);
    List<String> theirs = use.topics(owner, topics);
    if (!theirs.isEmpty()) {
      use.forget(theirs);
      release(transaction, theirs);
      delete(transaction, theirs);
    }
    return theirs.size();
  }

  private static void delete(Transaction transaction, List<String> topics) throws SQLException {
    transaction
        .sql()
        .batch("DELETE FROM retained WHERE topic = ?", topics, topic -> new Object[] {topic});
  }
}
