package io.reddot.inbox;

import io.reddot.log.InboxStore.InboxReader;
import io.reddot.log.InboxStore.Marking;
import io.reddot.log.InboxStore.Unread;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.InboxMarked;
import io.reddot.message.SystemEvent.Selection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Marks messages of one reader's inbox, in one transaction. A row of {@code inbox_state} exists
 * exactly where a message is archived, or where its read state differs from the topic's mark.
 */
final class InboxMarks {
  private final Transaction transaction;
  private final String reader;
  private final List<Followed> topics;
  private final InboxStates states;

  /** Names of messages that were marked. The next two: not in the inbox; shared by several. */
  private final List<String> done = new ArrayList<>();

  private final List<String> missing = new ArrayList<>();
  private final List<String> ambiguous = new ArrayList<>();

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
    boolean upTo = !marking.named();
    Cursor end = transaction.cursor().at(Math.min(marking.upTo(), transaction.head()));
    if (upTo ? marks.readUpTo(end.position()) : marks.set(marking)) {
      Selection selection =
          upTo
              ? new Selection.UpTo(end)
              : marking.ids().isEmpty()
                  ? new Selection.Cursors(marks.cursors(marks.done))
                  : new Selection.Ids(marks.done);
      transaction.append(new InboxMarked(reader.user(), marking.mark(), selection), reader.user());
    }
    Connection connection = transaction.connection();
    return new Unread(
        InboxCount.unread(connection, reader.user(), Followed.all(connection, reader)),
        transaction.head(),
        marking.ids().isEmpty()
            ? marks.cursors(marks.missing).stream().map(Cursor::toString).toList()
            : marks.missing,
        marks.ambiguous);
  }

  private List<Cursor> cursors(List<String> positions) {
    return positions.stream()
        .map(position -> transaction.cursor().at(Long.parseLong(position)))
        .toList();
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

  private boolean set(Marking marking) throws SQLException {
    Mark mark = marking.mark();
    Map<Followed, List<Long>> byTopic = new HashMap<>();
    find(marking)
        .forEach((at, topic) -> byTopic.computeIfAbsent(topic, t -> new ArrayList<>()).add(at));
    boolean changed = false;
    for (Map.Entry<Followed, List<Long>> one : byTopic.entrySet()) {
      if (set(mark, one.getKey(), one.getValue())) {
        changed = true;
        if (mark == Mark.READ) {
          states.settle(one.getKey());
        }
      }
    }
    return changed;
  }

  private boolean set(Mark mark, Followed topic, List<Long> positions) throws SQLException {
    Map<Long, InboxStates.State> present = states.read(topic, positions);
    List<InboxStates.State> changes = new ArrayList<>();
    for (long position : positions) {
      InboxStates.State before =
          present.getOrDefault(
              position, new InboxStates.State(position, position <= topic.mark(), false));
      InboxStates.State after =
          switch (mark) {
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
   * The positions of the messages, and their topics. Fills the lists of names.
   *
   * @throws Problem if none can be marked: (404) with the first name that is not in the inbox,
   *     (409) with the first that several messages have
   */
  private Map<Long, Followed> find(Marking marking) throws SQLException {
    boolean byId = !marking.ids().isEmpty();
    List<String> names =
        byId ? marking.ids() : marking.positions().stream().map(String::valueOf).toList();
    Map<String, Map<Long, Followed>> found = new HashMap<>();
    try (PreparedStatement select =
        transaction
            .connection()
            .prepareStatement(
                "SELECT message.id, inbox_item.topic, inbox_item.position FROM message"
                    + " JOIN inbox_item ON inbox_item.topic = message.topic"
                    + " AND inbox_item.position = message.position WHERE message."
                    + (byId ? "id" : "position")
                    + " IN "
                    + Rows.marks(names.size()))) {
      if (byId) {
        Rows.set(select, 1, names);
      } else {
        for (int i = 0; i < names.size(); i++) {
          select.setLong(i + 1, marking.positions().get(i));
        }
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Followed topic = Followed.find(topics, rows.getString(2));
          long position = rows.getLong(3);
          if (topic != null && position > topic.since()) {
            String name = byId ? rows.getString(1) : String.valueOf(position);
            found.computeIfAbsent(name, any -> new HashMap<>()).put(position, topic);
          }
        }
      }
    }
    Map<Long, Followed> all = new HashMap<>();
    for (String name : names) {
      Map<Long, Followed> namesakes = found.getOrDefault(name, Map.of());
      if (namesakes.size() == 1) {
        all.putAll(namesakes);
        done.add(name);
      } else {
        (namesakes.isEmpty() ? missing : ambiguous).add(name);
      }
    }
    if (all.isEmpty() && !ambiguous.isEmpty()) {
      throw Problem.conflict(
          "Several messages of your inbox have the id "
              + Problem.excerpt(ambiguous.get(0))
              + "; name the ones you mean by 'cursors'.");
    }
    if (all.isEmpty()) {
      throw Problem.notFound(
          "There is no message " + Problem.excerpt(missing.get(0)) + " in your inbox.");
    }
    return all;
  }
}
