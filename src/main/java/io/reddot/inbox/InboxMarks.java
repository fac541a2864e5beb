package io.reddot.inbox;

import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxStates.State;
import io.reddot.inbox.InboxStore.Marked;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.InboxMarked;
import io.reddot.message.SystemEvent.Selection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Marks messages of one reader's inbox, in one transaction. A row of {@code inbox_state} exists
 * exactly where a message is archived, or where its read state differs from the topic's mark. Not
 * thread-safe, like its transaction.
 */
final class InboxMarks {
  private final Transaction transaction;
  private final Reader reader;
  private final List<InboxTopic> topics;
  private final InboxStates states;

  /** Names of messages: those that were marked, are not in the inbox, or are ambiguous. */
  private final List<String> done = new ArrayList<>();

  private final List<String> missing = new ArrayList<>();
  private final List<String> ambiguous = new ArrayList<>();

  /** A message of any inbox. */
  private record Item(String id, String topic, long position) {}

  private InboxMarks(Transaction transaction, Reader reader) throws SQLException {
    this.transaction = transaction;
    this.reader = reader;
    this.topics = InboxTopic.all(transaction.sql(), reader);
    this.states = new InboxStates(transaction, reader.user());
  }

  /** As {@link InboxStore#mark}. */
  static Marked mark(Transaction transaction, Reader reader, Marking marking) throws SQLException {
    transaction.flush();
    return new InboxMarks(transaction, reader).mark(marking);
  }

  private Marked mark(Marking marking) throws SQLException {
    Cursor end = transaction.cursor().at(Math.min(marking.upTo(), transaction.head()));
    if (changes(marking, end.position())) {
      Selection selection =
          !marking.named()
              ? new Selection.UpTo(end)
              : marking.ids().isEmpty()
                  ? new Selection.Cursors(cursors(done))
                  : new Selection.Ids(done);
      transaction.append(new InboxMarked(reader.user(), marking.mark(), selection), reader.user());
    }
    List<InboxTopic> after = InboxTopic.all(transaction.sql(), reader);
    return new Marked(
        InboxStore.unread(transaction, reader.user(), after),
        marking.ids().isEmpty()
            ? cursors(missing).stream().map(Cursor::toString).toList()
            : missing,
        ambiguous);
  }

  private List<Cursor> cursors(List<String> positions) {
    return positions.stream()
        .map(position -> transaction.cursor().at(Long.parseLong(position)))
        .toList();
  }

  private boolean changes(Marking marking, long end) throws SQLException {
    if (marking.named()) {
      return set(marking);
    }
    return marking.mark() == Mark.SEEN ? seenUpTo(end) : readUpTo(end);
  }

  /** Moves the reader's position, unless all unread messages up to there were seen before. */
  private boolean seenUpTo(long position) throws SQLException {
    long seen = SeenMarks.of(transaction.sql(), reader.user());
    long unseen = SeenMarks.unseen(transaction.sql(), reader.user(), topics, seen);
    if (position <= seen
        || unseen == SeenMarks.unseen(transaction.sql(), reader.user(), topics, position)) {
      return false;
    }
    SeenMarks.move(transaction, reader.user(), position);
    return true;
  }

  private boolean readUpTo(long position) throws SQLException {
    boolean changed = false;
    for (InboxTopic topic : topics) {
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
    Map<InboxTopic, List<Long>> byTopic = new HashMap<>();
    find(marking)
        .forEach((at, topic) -> byTopic.computeIfAbsent(topic, t -> new ArrayList<>()).add(at));
    boolean changed = false;
    for (Map.Entry<InboxTopic, List<Long>> one : byTopic.entrySet()) {
      if (set(mark, one.getKey(), one.getValue())) {
        changed = true;
        if (mark == Mark.READ) {
          states.settle(one.getKey());
        }
      }
    }
    return changed;
  }

  private boolean set(Mark mark, InboxTopic topic, List<Long> positions) throws SQLException {
    Map<Long, State> present = states.read(topic, positions);
    List<State> changes = new ArrayList<>();
    for (long position : positions) {
      State before =
          present.getOrDefault(position, new State(position, position <= topic.mark(), false));
      State after =
          switch (mark) {
            case READ -> new State(position, true, before.archived());
            case UNREAD -> new State(position, false, before.archived());
            case ARCHIVE -> new State(position, before.read(), true);
            case UNARCHIVE -> new State(position, before.read(), false);
            case SEEN -> throw new IllegalArgumentException("seen is a position, no set");
          };
      if (!after.equals(before)) {
        changes.add(after);
      }
    }
    states.write(topic, changes);
    return !changes.isEmpty();
  }

  /**
   * Finds the positions of the messages and their topics, and fills the lists of names.
   *
   * @throws Problem if no message can be marked: (404) with the first name that is not in the
   *     inbox, (409) with the first name that several messages have
   */
  private Map<Long, InboxTopic> find(Marking marking) throws SQLException {
    List<String> names =
        marking.ids().isEmpty()
            ? marking.positions().stream().map(String::valueOf).toList()
            : marking.ids();
    Map<String, Map<Long, InboxTopic>> found = named(marking);
    Map<Long, InboxTopic> all = new HashMap<>();
    for (String name : names) {
      Map<Long, InboxTopic> namesakes = found.getOrDefault(name, Map.of());
      if (namesakes.size() == 1) {
        all.putAll(namesakes);
        done.add(name);
      } else {
        (namesakes.isEmpty() ? missing : ambiguous).add(name);
      }
    }
    if (all.isEmpty() && !ambiguous.isEmpty()) {
      throw Problem.conflict(
          "Several messages in your inbox have the id "
              + Problem.excerpt(ambiguous.get(0))
              + "; name them by 'cursors' instead.");
    }
    if (all.isEmpty()) {
      throw Problem.notFound(
          "There is no message " + Problem.excerpt(missing.get(0)) + " in your inbox.");
    }
    return all;
  }

  /** Finds the messages of the inbox for each name. */
  private Map<String, Map<Long, InboxTopic>> named(Marking marking) throws SQLException {
    boolean byId = !marking.ids().isEmpty();
    Object[] names = byId ? marking.ids().toArray() : marking.positions().toArray();
    List<Item> items =
        transaction
            .sql()
            .list(
                "SELECT message.id, inbox_item.topic, inbox_item.position FROM message"
                    + " JOIN inbox_item ON inbox_item.topic = message.topic"
                    + " AND inbox_item.position = message.position WHERE message."
                    + (byId ? "id" : "position")
                    + " IN "
                    + Sql.placeholders(names.length),
                row -> new Item(row.getString(1), row.getString(2), row.getLong(3)),
                names);
    Map<String, Map<Long, InboxTopic>> found = new HashMap<>();
    for (Item item : items) {
      InboxTopic topic = InboxTopic.find(topics, item.topic);
      if (topic != null && item.position > topic.since()) {
        String name = byId ? item.id : String.valueOf(item.position);
        found.computeIfAbsent(name, any -> new HashMap<>()).put(item.position, topic);
      }
    }
    return found;
  }
}
