package io.reddot.inbox;

import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.InboxesShrunk.Cause;
import io.reddot.message.Topic;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Maintains the table {@code inbox_item}, in the transaction that appends the messages. */
final class InboxItems {
  private InboxItems() {}

  /** Whether a message is part of an inbox: neither an event nor the removal of a retained one. */
  private static boolean counts(Message message) {
    return message.topic().inbox()
        && !SystemEvent.isReserved(message.event())
        && !message.clearsRetained();
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
    remove(transaction, topic, position, position);
  }

  private static int remove(Transaction transaction, String topic, long from, long through)
      throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM inbox_item WHERE topic = ? AND position >= ? AND position <= ?");
    delete.setString(1, topic);
    delete.setLong(2, from);
    delete.setLong(3, through);
    return delete.executeUpdate();
  }

  /**
   * Removes the items of messages that retention is about to delete.
   *
   * @return the topics that lost items
   */
  static List<String> trim(Transaction transaction, long after, long through) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT DISTINCT topic FROM message WHERE position > ? AND position <= ?");
    select.setLong(1, after);
    select.setLong(2, through);
    List<String> lost = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        lost.add(rows.getString(1));
      }
    }
    lost.removeIf(topic -> !new Topic(topic).inbox());
    for (Iterator<String> topics = lost.iterator(); topics.hasNext(); ) {
      if (remove(transaction, topics.next(), after + 1, through) == 0) {
        topics.remove();
      }
    }
    tell(transaction, Cause.TRIMMED, lost);
    return lost;
  }

  /**
   * Removes the items at these positions, with their readers' state.
   *
   * @return the topics that lost items
   */
  static Set<String> take(Transaction transaction, Map<Long, String> topics) throws SQLException {
    PreparedStatement item =
        transaction.statement("DELETE FROM inbox_item WHERE topic = ? AND position = ?");
    PreparedStatement state = transaction.statement("DELETE FROM inbox_state WHERE position = ?");
    Set<String> lost = new TreeSet<>();
    for (Map.Entry<Long, String> one : topics.entrySet()) {
      if (new Topic(one.getValue()).inbox()) {
        item.setString(1, one.getValue());
        item.setLong(2, one.getKey());
        if (item.executeUpdate() > 0) {
          lost.add(one.getValue());
          state.setLong(1, one.getKey());
          state.executeUpdate();
        }
      }
    }
    tell(transaction, Cause.TRIMMED, lost);
    return lost;
  }

  /**
   * Removes expired items.
   *
   * @return how many, at most {@code limit}
   */
  static int expire(Transaction transaction, int limit) throws SQLException {
    transaction.flush();
    PreparedStatement select =
        transaction.statement(
            "SELECT topic, position FROM inbox_item WHERE expires_at <= ?"
                + " ORDER BY expires_at LIMIT ?");
    Rows.setInstant(select, 1, transaction.now());
    select.setInt(2, limit);
    Map<Long, String> expired = new HashMap<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        expired.put(rows.getLong(2), rows.getString(1));
      }
    }
    for (Map.Entry<Long, String> one : expired.entrySet()) {
      remove(transaction, one.getValue(), one.getKey());
    }
    tell(transaction, Cause.EXPIRED, expired.values());
    return expired.size();
  }

  private static void tell(Transaction transaction, Cause cause, Collection<String> topics)
      throws SQLException {
    if (!topics.isEmpty()) {
      List<Topic> inboxes = new TreeSet<>(topics).stream().map(Topic::new).toList();
      transaction.append(new InboxesShrunk(cause, inboxes), null);
    }
  }

  /** Deletes at most {@code limit} marks before the first message. Returns how many. */
  static int forgetMarks(Transaction transaction, String topic, long through, int limit)
      throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM inbox_mark WHERE topic = ? AND reader IN (SELECT reader FROM inbox_mark"
                + " WHERE topic = ? AND position <= ? LIMIT ?)");
    delete.setString(1, topic);
    delete.setString(2, topic);
    delete.setLong(3, through);
    delete.setInt(4, limit);
    return delete.executeUpdate();
  }

  /** Deletes at most {@code limit} states of messages that retention deleted. Returns how many. */
  static int forgetStates(Transaction transaction, int limit) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM inbox_state WHERE (reader, topic, position) IN"
                + " (SELECT reader, topic, position FROM inbox_state WHERE position <= ? LIMIT ?)");
    delete.setLong(1, transaction.floor());
    delete.setInt(2, limit);
    return delete.executeUpdate();
  }
}
