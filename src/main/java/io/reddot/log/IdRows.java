package io.reddot.log;

import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks up what publishers have stored under their ids. */
final class IdRows {
  private static final int SEND_AT = 12;

  private IdRows() {}

  private static String wanted(int keys) {
    return "WITH wanted (publisher, own_id) AS (VALUES "
        + String.join(", ", Collections.nCopies(keys, "(CAST(? AS TEXT), CAST(? AS TEXT))"))
        + ") ";
  }

  /** A search of an index for each key: rows of other publishers are not looked at. */
  static String messagesSql(int keys) {
    return wanted(keys)
        + "SELECT "
        + Rows.MESSAGE
        + ", send_at, lifetime, recalled_by FROM wanted CROSS JOIN message"
        + " WHERE message.id = own_id AND COALESCE(message.sender, '') = publisher";
  }

  private static void set(PreparedStatement select, List<Known.Key> keys) throws SQLException {
    int i = 1;
    for (Known.Key key : keys) {
      select.setString(i++, key.publisher());
      select.setString(i++, key.id());
    }
  }

  static List<Known> messages(Connection connection, String log, List<Known.Key> keys)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(messagesSql(keys.size()))) {
      set(select, keys);
      List<Known> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Message message = Rows.message(row, log);
          Instant sendAt = Rows.instant(row, SEND_AT);
          long seconds = row.getLong(SEND_AT + 1);
          Duration lifetime = row.wasNull() ? null : Duration.ofSeconds(seconds);
          boolean recalled = row.getObject(SEND_AT + 2) != null;
          found.add(new Known(message, null, sendAt, lifetime, recalled));
        }
      }
      return found;
    }
  }

  static List<Waiting> waiting(Connection connection, List<Known.Key> keys) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            wanted(keys.size())
                + "SELECT "
                + ScheduledRows.COLUMNS
                + " FROM wanted CROSS JOIN scheduled"
                + " WHERE scheduled.id = own_id AND scheduled.sender = publisher")) {
      set(select, keys);
      return ScheduledRows.all(select);
    }
  }
}
