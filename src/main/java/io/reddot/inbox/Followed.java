package io.reddot.inbox;

import io.reddot.log.InboxStore.InboxReader;
import io.reddot.message.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a reader's inbox.
 *
 * @param since what is at or before this is none of the reader's
 * @param mark what is after {@code since} and not after this is read, but for exceptions
 */
record Followed(String topic, long since, long mark) {

  /** Where what is not read begins, but for exceptions. */
  long base() {
    return Math.max(since, mark);
  }

  /** All of a reader's. */
  static List<Followed> all(Connection connection, InboxReader reader) throws SQLException {
    Map<String, Long> since = new HashMap<>();
    since.put(Topic.EVERYONE, 0L);
    since.put("user/" + reader.user(), 0L);
    reader.groups().forEach(group -> since.put("group/" + group, 0L));
    MembershipRows.of(connection, reader.user())
        .forEach((group, joined) -> since.put("group/" + group, joined));
    Map<String, Long> marks = marks(connection, reader.user());
    List<Followed> all = new ArrayList<>(since.size());
    since.forEach(
        (topic, from) -> all.add(new Followed(topic, from, marks.getOrDefault(topic, 0L))));
    return all;
  }

  /** The one with this topic; null if there is none. */
  static @Nullable Followed find(List<Followed> all, String topic) {
    return all.stream().filter(one -> one.topic.equals(topic)).findAny().orElse(null);
  }

  private static Map<String, Long> marks(Connection connection, String reader) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT topic, position FROM inbox_mark WHERE reader = ?")) {
      select.setString(1, reader);
      Map<String, Long> marks = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          marks.put(rows.getString(1), rows.getLong(2));
        }
      }
      return marks;
    }
  }
}
