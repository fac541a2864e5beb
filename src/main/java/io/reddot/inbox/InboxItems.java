package io.reddot.inbox;

import io.reddot.inbox.CollapsedItems.Group;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.InboxesShrunk.Cause;
import io.reddot.message.Topic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds messages to the table {@code inbox_item} and removes them. A message with a {@linkplain
 * DataMembers#collapse() collapse key} replaces the item with the same key, which returns if the
 * newer one is removed. Stateless.
 */
final class InboxItems {
  private static final String DELETE = "DELETE FROM inbox_item WHERE topic = ? AND position = ?";

  private InboxItems() {}

  /** A message of an inbox. */
  private record Item(String topic, long position, @Nullable String collapse) {
    Object[] values() {
      return new Object[] {topic, position};
    }

    static Item of(ResultSet row) throws SQLException {
      return new Item(row.getString(1), row.getLong(2), row.getString(3));
    }
  }

  private record Arrival(Message message, DataMembers members) {
    @Nullable Object[] values() {
      return new Object[] {
        message.topic().name(),
        members.collapse(),
        members.category(),
        message.position(),
        message.event(),
        message.expiresAt()
      };
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
    List<Arrival> items = new ArrayList<>();
    List<Arrival> hidden = new ArrayList<>();
    Map<Group, Arrival> newest = new LinkedHashMap<>();
    for (Message message : appended) {
      if (counts(message)) {
        DataMembers members = DataMembers.of(message);
        String collapse = members.collapse();
        Arrival arrival = new Arrival(message, members);
        if (collapse == null) {
          items.add(arrival);
        } else {
          Arrival older = newest.put(new Group(message.topic().name(), collapse), arrival);
          if (older != null) {
            hidden.add(older);
          }
        }
      }
    }
    CollapsedItems.hide(transaction, newest.keySet());
    items.addAll(newest.values());
    insert(transaction, "inbox_item", items);
    insert(transaction, "inbox_collapsed", hidden);
  }

  private static void insert(Transaction transaction, String table, List<Arrival> arrivals)
      throws SQLException {
    transaction
        .sql()
        .batch(
            "INSERT INTO "
                + table
                + " (topic, collapse, category, position, event, expires_at)"
                + " VALUES (?,?,?,?,?,?)",
            arrivals,
            Arrival::values);
  }

  static void remove(Transaction transaction, Message message) throws SQLException {
    if (counts(message)) {
      String topic = message.topic().name();
      long position = message.position();
      CollapsedItems.remove(transaction, topic, position - 1, position);
      Set<String> unused =
          delete(
              transaction, List.of(new Item(topic, position, DataMembers.of(message).collapse())));
    }
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
      if (!new Topic(topic).inbox()) {
        continue;
      }
      CollapsedItems.remove(transaction, topic, after, through);
      if (transaction
              .sql()
              .update(
                  "DELETE FROM inbox_item" + " WHERE topic = ? AND position > ? AND position <= ?",
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
    Map<Long, String> inboxes = new HashMap<>(topics);
    inboxes.values().removeIf(topic -> !new Topic(topic).inbox());
    if (inboxes.isEmpty()) {
      return Set.of();
    }
    for (Map.Entry<Long, String> one : inboxes.entrySet()) {
      CollapsedItems.remove(transaction, one.getValue(), one.getKey() - 1, one.getKey());
    }
    List<Item> items =
        transaction
            .sql()
            .list(
                "SELECT inbox_item.topic, inbox_item.position, inbox_item.collapse FROM message"
                    + " JOIN inbox_item ON inbox_item.topic = message.topic"
                    + " AND inbox_item.position = message.position WHERE message.position IN "
                    + Sql.placeholders(inboxes.size()),
                Item::of,
                inboxes.keySet().toArray());
    Set<String> lost = delete(transaction, items);
    transaction
        .sql()
        .batch(
            "DELETE FROM inbox_state WHERE position = ?",
            inboxes.keySet(),
            position -> new Object[] {position});
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
                "SELECT topic, position, collapse FROM inbox_item WHERE expires_at <= ?"
                    + " ORDER BY expires_at LIMIT ?",
                Item::of,
                transaction.now(),
                most);
    tell(transaction, Cause.EXPIRED, delete(transaction, expired));
    return expired.size();
  }

  /** Deletes items, shows what they had replaced, and returns their topics. */
  private static Set<String> delete(Transaction transaction, List<Item> items) throws SQLException {
    transaction.sql().batch(DELETE, items, Item::values);
    Set<String> topics = new TreeSet<>();
    Set<Group> groups = new LinkedHashSet<>();
    for (Item item : items) {
      topics.add(item.topic);
      if (item.collapse != null) {
        groups.add(new Group(item.topic, item.collapse));
      }
    }
    CollapsedItems.show(transaction, groups);
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
