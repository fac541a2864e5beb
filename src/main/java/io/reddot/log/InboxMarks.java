package io.reddot.log;

import io.reddot.log.InboxStore.InboxReader;
import io.reddot.log.InboxStore.Marking;
import io.reddot.log.InboxStore.Unread;
import io.reddot.message.Control;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one reader does with its inbox, in one transaction. A row of {@code inbox_state} stands
 * exactly where a message is archived, or is read or not other than the topic's mark says.
 */
final class InboxMarks {
  private final Transaction transaction;
  private final String reader;
  private final List<Followed> topics;
  private final InboxStates states;

  private InboxMarks(Transaction transaction, InboxReader reader) throws SQLException {
    this.transaction = transaction;
    this.reader = reader.user();
    this.topics = Followed.all(transaction.connection(), reader);
    this.states = new InboxStates(transaction, this.reader);
  }

  /** As {@link InboxStore#mark}. */
  static Unread mark(Transaction transaction, InboxReader reader, Marking marking)
      throws SQLException {
    transaction.flush();
    InboxMarks marks = new InboxMarks(transaction, reader);
    boolean upTo = marking.kind() == Marking.Kind.READ && marking.ids().isEmpty();
    Cursor end = transaction.cursor().at(Math.min(marking.upTo(), transaction.head()));
    if (upTo ? marks.readUpTo(end.position()) : marks.set(marking.kind(), marking.ids())) {
      transaction.append(
          Control.inboxOf(reader.user()),
          marking.kind().name().toLowerCase(Locale.ROOT),
          upTo ? Control.data("upTo", end.toString()) : Control.data("ids", marking.ids()),
          reader.user());
    }
    Connection connection = transaction.connection();
    return new Unread(
        InboxCount.unread(connection, reader.user(), Followed.all(connection, reader)),
        transaction.head());
  }

  private boolean readUpTo(long position) throws SQLException {
    boolean changed = false;
    for (Followed topic : topics) {
      if (states.unread(topic, position) > 0) {
        long last = states.lastItem(topic, position);
        if (last > topic.mark()) {
          states.move(topic, last);
        }
        states.drop(topic, topic.since(), position);
        changed = true;
      }
    }
    return changed;
  }

  private boolean set(Marking.Kind kind, List<String> ids) throws SQLException {
    Map<Followed, List<Long>> byTopic = new HashMap<>();
    find(ids)
        .forEach((at, topic) -> byTopic.computeIfAbsent(topic, t -> new ArrayList<>()).add(at));
    boolean changed = false;
    for (Map.Entry<Followed, List<Long>> one : byTopic.entrySet()) {
      if (set(kind, one.getKey(), one.getValue())) {
        changed = true;
        if (kind == Marking.Kind.READ) {
          states.settle(one.getKey());
        }
      }
    }
    return changed;
  }

  private boolean set(Marking.Kind kind, Followed topic, List<Long> positions) throws SQLException {
    Map<Long, InboxStates.State> present = states.read(topic, positions);
    List<InboxStates.State> changes = new ArrayList<>();
    for (long position : positions) {
      InboxStates.State before =
          present.getOrDefault(
              position, new InboxStates.State(position, position <= topic.mark(), false));
      InboxStates.State after =
          switch (kind) {
            case READ -> new InboxStates.State(position, true, before.archived());
            case UNREAD -> new InboxStates.State(position, false, before.archived());
            case ARCHIVE -> new InboxStates.State(position, before.read(), true);
            case UNARCHIVE -> new InboxStates.State(position, before.read(), false);
          };
      if (!after.equals(before)) {
        changes.add(after);
      }
    }
    states.write(topic, changes);
    return !changes.isEmpty();
  }

  /**
   * Where the messages stand.
   *
   * @throws Problem (404) that names the first which is not in the inbox
   */
  private Map<Long, Followed> find(List<String> ids) throws SQLException {
    Map<String, Long> positions = new HashMap<>();
    Map<Long, Followed> found = new HashMap<>();
    try (PreparedStatement select =
        transaction
            .connection()
            .prepareStatement(
                "SELECT message.id, inbox_item.topic, inbox_item.position FROM message"
                    + " JOIN inbox_item ON inbox_item.topic = message.topic"
                    + " AND inbox_item.position = message.position WHERE message.id IN "
                    + Rows.marks(ids.size()))) {
      Rows.set(select, 1, ids);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Followed topic = Followed.find(topics, rows.getString(2));
          long position = rows.getLong(3);
          if (topic != null && position > topic.since()) {
            positions.put(rows.getString(1), position);
            found.put(position, topic);
          }
        }
      }
    }
    for (String id : ids) {
      if (!positions.containsKey(id)) {
        throw Problem.notFound("There is no message " + excerpt(id) + " in your inbox.");
      }
    }
    return found;
  }

  private static String excerpt(String id) {
    return id.length() <= 80 ? id : id.substring(0, 80) + "…";
  }
}
