package io.reddot.inbox;

import io.reddot.hub.Inboxes.Reader;
import io.reddot.log.Sql;
import io.reddot.message.Topic;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a reader's inbox, with the reader's mark on it.
 *
 * @param since the reader does not see messages at or before this position
 * @param mark messages after {@code since} up to this position are read, with exceptions
 */
record InboxTopic(String name, long since, long mark) {

  /** Returns the position after which messages are unread, with exceptions. */
  long base() {
    return Math.max(since, mark);
  }

  /** Returns the topic as if the reader saw only messages after a position. */
  InboxTopic onlyAfter(long position) {
    return new InboxTopic(name, Math.max(since, position), Math.max(mark, position));
  }

  /** Reads all topics of a reader's inbox. */
  static List<InboxTopic> all(Sql sql, Reader reader) throws SQLException {
    Map<String, Long> since = new HashMap<>();
    since.put(Topic.EVERYONE, 0L);
    since.put("user/" + reader.user(), 0L);
    reader.groups().forEach(group -> since.put("group/" + group, 0L));
    MembershipRows.of(sql, reader.user())
        .forEach((group, joined) -> since.put("group/" + group, joined));
    Map<String, Long> marks = marks(sql, reader.user());
    List<InboxTopic> all = new ArrayList<>(since.size());
    since.forEach(
        (name, from) -> all.add(new InboxTopic(name, from, marks.getOrDefault(name, 0L))));
    return all;
  }

  /** Finds a topic by its name; null if it is not in the inbox. */
  static @Nullable InboxTopic find(List<InboxTopic> all, String name) {
    return all.stream().filter(topic -> topic.name.equals(name)).findAny().orElse(null);
  }

  private static Map<String, Long> marks(Sql sql, String reader) throws SQLException {
    Map<String, Long> marks = new HashMap<>();
    sql.list(
            "SELECT topic, position FROM inbox_mark WHERE reader = ?",
            row -> Map.entry(row.getString(1), row.getLong(2)),
            reader)
        .forEach(mark -> marks.put(mark.getKey(), mark.getValue()));
    return marks;
  }
}
