package io.reddot.inbox;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.InboxesShrunk.Cause;
import io.reddot.message.Topic;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Adds messages to the table {@code inbox_item} and removes them. Stateless. */
final class InboxItems {
  private static final String DELETE = "DELETE FROM inbox_item WHERE topic = ? AND position = ?";

  private InboxItems() {}

  /** A message of an inbox. */
  private record Item(String topic, long position) {
    Object[] values() {
      return new Object[] {topic, position};
    }
  }

  /**
   * Whether a message belongs to inboxes: it is neither an event nor the removal of a retained
   * message.
   */
  private static boolean counts(Message message) {
    return message.topic().inbox()
        && !SystemEvent.isReserved(message.event())
        && !message.clearsRetained();
  }

  static void add(Transaction transaction, List<Message> appended) throws SQLException {
    transaction
        .sql()
        .batch(
            "INSERT INTO inbox_item (topic, position, event, expires_at) VALUES (?,?,?,?)",
            appended.stream().filter(InboxItems::counts).toList(),
            item ->
                new Object[] {
                  item.topic().name(), item.position(), item.event(), item.expiresAt()
                });
  }

  static void remove(Transaction transaction, Message message) throws SQLException {
    transaction.sql().update(DELETE, message.topic().name(), message.position());
  }

  /**
   * Removes the items of all messages after {@code after}, up to {@code through}, whose rows still
   * exist.
   *
   * @return the topics that lost items
   */
  static List<String> trim(Transaction transaction, long after, long through) throws SQLException {
    List<String> topics =
        transaction
            .sql()
            .list(
                "SELECT DISTINCT topic FROM message WHERE position > ? AND position <= ?",
                row -> row.getString(1),
                after,
                through);
    List<String> lost = new ArrayList<>();
    for (String topic : topics) {
      if (new Topic(topic).inbox()
          && transaction
                  .sql()
                  .update(
                      "DELETE FROM inbox_item"
                          + " WHERE topic = ? AND position > ? AND position <= ?",
                      topic,
                      after,
                      through)
              > 0) {
        lost.add(topic);
      }
    }
    tell(transaction, Cause.TRIMMED, lost);
    return lost;
  }

  /**
   * Removes the items at some positions, and readers' states of them. The rows of the messages must
   * still exist.
   *
   * @param topics by position
   * @return the topics that lost items
   */
  static Set<String> take(Transaction transaction, Map<Long, String> topics) throws SQLException {
    Object[] positions =
        topics.entrySet().stream()
            .filter(one -> new Topic(one.getValue()).inbox())
            .map(Map.Entry::getKey)
            .toArray();
    if (positions.length == 0) {
      return Set.of();
    }
    List<Item> items =
        transaction
            .sql()
            .list(
                "SELECT inbox_item.topic, inbox_item.position FROM message JOIN inbox_item"
                    + " ON inbox_item.topic = message.topic"
                    + " AND inbox_item.position = message.position WHERE message.position IN "
                    + Sql.placeholders(positions.length),
                row -> new Item(row.getString(1), row.getLong(2)),
                positions);
    Set<String> lost = delete(transaction, items);
    transaction
        .sql()
        .batch(
            "DELETE FROM inbox_state WHERE position = ?",
            items,
            item -> new Object[] {item.position});
    tell(transaction, Cause.TRIMMED, lost);
    return lost;
  }

  /**
   * Removes expired items.
   *
   * @return the number of removed items, at most {@code most}
   */
  static int expire(Transaction transaction, int most) throws SQLException {
    transaction.flush();
    List<Item> expired =
        transaction
            .sql()
            .list(
                "SELECT topic, position FROM inbox_item WHERE expires_at <= ?"
                    + " ORDER BY expires_at LIMIT ?",
                row -> new Item(row.getString(1), row.getLong(2)),
                transaction.now(),
                most);
    tell(transaction, Cause.EXPIRED, delete(transaction, expired));
    return expired.size();
  }

  /** Deletes items and returns their topics. */
  private static Set<String> delete(Transaction transaction, List<Item> items) throws SQLException {
    transaction.sql().batch(DELETE, items, Item::values);
    Set<String> topics = new TreeSet<>();
    items.forEach(item -> topics.add(item.topic));
    return topics;
  }

  /** Appends an event, because the unread counts of these inboxes may have changed. */
  private static void tell(Transaction transaction, Cause cause, Collection<String> topics)
      throws SQLException {
    if (!topics.isEmpty()) {
      List<Topic> inboxes = new TreeSet<>(topics).stream().map(Topic::new).toList();
      transaction.append(new InboxesShrunk(cause, inboxes), null);
    }
  }

  /**
   * Deletes marks on a topic that cover no message any more.
   *
   * @param through retention has deleted everything up to this position
   * @return the number of deleted marks, at most {@code most}
   */
  static int forgetMarks(Transaction transaction, String topic, long through, int most)
      throws SQLException {
    return transaction
        .sql()
        .update(
            "DELETE FROM inbox_mark WHERE topic = ? AND reader IN (SELECT reader FROM inbox_mark"
                + " WHERE topic = ? AND position <= ? LIMIT ?)",
            topic,
            topic,
            through,
            most);
  }

  /**
   * Deletes readers' states of messages that retention has deleted.
   *
   * @return the number of deleted rows, at most {@code most}
   */
  static int forgetStates(Transaction transaction, int most) throws SQLException {
    return transaction
        .sql()
        .update(
            "DELETE FROM inbox_state WHERE (reader, topic, position) IN"
                + " (SELECT reader, topic, position FROM inbox_state WHERE position <= ? LIMIT ?)",
            transaction.floor(),
            most);
  }
}
